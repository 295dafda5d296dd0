"""Comments below a project: who writes, what waits, who keeps order, who hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.crowdfunding.comments import commenting
from educrowd.blueprints.crowdfunding.comments.commenting import (
    forget_deleted_comments,
    moderate,
    report_comment,
    write_comment,
)
from educrowd.blueprints.crowdfunding.models import ProjectComment, ProjectCommentReport
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.core import unsubscribing
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.outbox import OutboxEntry
from educrowd.core.payments import finish_setup
from tests.conftest import unique
from tests.crowdfunding.test_pages import path_of
from tests.jobs import run_jobs
from tests.queries import queries


@pytest.fixture
def open_telescope(telescope):
    """Anyone who has signed in may write."""
    telescope.comment_policy = "anyone"
    db.session.commit()
    return telescope


@pytest.fixture
def bob(new_person):
    return new_person("bob", "student")


@pytest.fixture
def say(open_telescope):
    """`say(ada, "Hello")` is a comment by ada, in whatever state it begins."""

    def write(author, body, **details):
        comment = write_comment(open_telescope, author, body, **details)
        db.session.commit()
        return comment

    return write


@pytest.fixture
def approved(say, nell):
    """`approved(ada, "Hello")` is one that the creator has let through."""

    def write(author, body, **details):
        comment = say(author, body, **details)
        if comment.status == "held":
            moderate(comment, "approve", by=nell)
        db.session.commit()
        return comment

    return write


def gathered() -> None:
    """A quarter of an hour passes."""
    db.session.execute(update(OutboxEntry).where(OutboxEntry.done_at.is_(None)).values(run_at=utcnow()))
    run_jobs()


# ---- who may write ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "who", "may"),
    [
        ("off", "backer", False), ("off", "creator", False),
        ("backers", "stranger", False), ("backers", "member", False), ("backers", "backer", True),
        ("backers", "creator", True),
        ("members", "stranger", False), ("members", "member", True), ("members", "backer", True),
        ("anyone", "stranger", True), ("anyone", "nobody", False),
    ],
)  # fmt: skip
def test_the_policy_says_who_may_write(telescope, back, ada, bob, nell, new_person, policy, who, may):
    from educrowd.core.current import ANONYMOUS

    back(telescope, ada, 20_00)
    people = {"backer": ada, "member": bob, "creator": nell, "stranger": new_person("eve"), "nobody": ANONYMOUS}
    telescope.comment_policy = policy
    assert telescope.takes_comments_from(people[who]) is may


def test_whoever_may_not_write_is_told_why_on_page_and_in_the_api(telescope, bob, visit, demo, client):
    browser = visit(demo).sign_in(bob)
    page = browser.get(f"/projects/{telescope.slug}/comments/new")
    assert "You cannot write here" in page.text
    answer = browser.submit(f"/projects/{telescope.slug}/comments", body="Hello")
    assert (answer.status_code, "You cannot write here" in answer.text) == (403, True)
    refused = client(bob)("POST", f"/projects/{telescope.id}/comments/", {"body": "Hello"})
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (403, "forbidden")
    assert db.session.query(ProjectComment).count() == 0


def test_a_pledge_that_was_cancelled_no_longer_lets_one_write(telescope, back, ada):
    pledge = back(telescope, ada, 20_00)
    assert telescope.takes_comments_from(ada)
    pledge.cancel()
    db.session.commit()
    assert not telescope.takes_comments_from(ada)


def test_a_guest_writes_by_the_signed_link_and_at_once(telescope, back, people, visitor):
    guest = people(1)[0]
    pledge = back(telescope, guest, 20_00)
    page = path_of(links.page_of(pledge.public_id, "comments"))
    assert "Write a comment" in visitor.get(page).text
    assert visitor.submit(page, body="When does it ship?").status_code == 303
    shown = visitor.get(f"/projects/{telescope.slug}/comments").text
    assert "When does it ship?" in shown
    assert "Backer" in shown
    assert visitor.get(f"/pledges/{pledge.public_id}/comments").status_code == 404
    assert visitor.submit(f"/pledges/{pledge.public_id}/comments", body="Forged").status_code == 404


@pytest.mark.parametrize("policy", ["backers", "members", "anyone"])
@pytest.mark.parametrize("who", ["creator", "member"])
def test_nobody_speaks_in_somebodys_name_by_a_pledge_begun_for_their_address(
    telescope, nell, ada, visitor, visit_card_page, policy, who
):
    """A stranger pledges as a guest with the address of somebody who has an account; the link is theirs."""
    victim = nell if who == "creator" else ada
    victim.is_verified = True
    telescope.comment_policy = policy
    held = write_comment(telescope, nell, "Soon.")
    draft = visit_card_page(telescope, victim, 20_00)
    page = path_of(links.page_of(draft.public_id, "comments"))
    shown = visitor.get(page)
    assert (shown.status_code, held.body in shown.text) == (403, False)
    assert visitor.submit(page, body="We give up, ask for your money back.").status_code == 403
    assert visitor.submit(page.replace("/comments", f"/comments/{held.id}/deletion")).status_code == 403
    db.session.expire_all()
    assert [comment.body for comment in db.session.query(ProjectComment)] == ["Soon."]


def test_who_has_an_account_writes_signed_in_even_by_a_link(telescope, back, nell, ada, visit, demo):
    for person in (nell, ada):
        page = path_of(links.page_of(back(telescope, person, 20_00).public_id, "comments"))
        assert visit(demo).submit(page, body="Hello").status_code == 403
        assert visit(demo).sign_in(person).submit(page, body="Hello").status_code == 303


def test_the_page_of_a_pledge_tells_a_stranger_no_name_or_address(
    telescope, ada, visitor, visit, demo, visit_card_page, sandbox
):
    draft = visit_card_page(telescope, ada, 20_00)
    page = path_of(links.page_of(draft.public_id))
    assert ada.name not in visitor.get(page).text
    sandbox.fill_in_card(draft.card.url)
    finish_setup(draft.card_setup_id)
    db.session.commit()
    assert "Thank you!" in visitor.get(page).text
    ada.email = f"{unique('since')}@example.org"
    db.session.commit()
    assert visitor.submit(path_of(links.page_of(draft.public_id, "claim"))).status_code == 303
    told = visitor.get(page).text
    assert "We mailed you a link" in told and ada.name not in told and ada.email not in told
    assert ada.name in visit(demo).sign_in(ada).get(page).text


def test_who_backs_without_a_name_comments_without_one(telescope, back, ada, visitor):
    pledge = back(telescope, ada, 20_00)
    pledge.is_anonymous = True
    db.session.commit()
    comment = write_comment(telescope, ada, "Good luck!")
    db.session.commit()
    assert (comment.author_name, comment.author_face) == ("Anonymous", pledge.public_id)
    page = visitor.get(f"/projects/{telescope.slug}/comments").text
    assert "Good luck!" in page
    assert ada.name not in page
    listed = visitor.get(f"/api/v1/crowdfunding/projects/{telescope.id}/comments/").json["data"][0]
    assert "author_id" not in listed
    assert ada.name not in str(listed)


# ---- what waits ---------------------------------------------------------------------------------------


def test_a_strangers_first_comment_waits_and_the_second_does_not(say, approved, ada, visitor, open_telescope):
    first = say(ada, "Is the mirror heavy?")
    assert first.status == "held"
    address = f"/projects/{open_telescope.slug}/comments"
    assert "Is the mirror heavy?" not in visitor.get(address).text
    moderate(first, "approve", by=open_telescope.creator)
    db.session.commit()
    assert say(ada, "And who carries it?").status == "published"
    assert "And who carries it?" in visitor.get(address).text


def test_its_author_sees_what_waits_and_nobody_else_does(say, ada, bob, visit, demo, open_telescope):
    say(ada, "Is the mirror heavy?")
    address = f"/projects/{open_telescope.slug}/comments"
    assert "Only you see this" in visit(demo).sign_in(ada).get(address).text
    assert "Is the mirror heavy?" not in visit(demo).sign_in(bob).get(address).text


def test_a_blocked_word_of_the_site_holds_a_known_author_too(approved, say, ada, owner, visit, demo, client):
    approved(ada, "Hello")
    settings = visit(demo).sign_in(owner)
    assert settings.submit("/studio/blocked-words", words="casino\npills*").status_code == 303
    assert "casino\npills*" in settings.get("/studio/blocked-words").text
    answer = client(ada)("POST", f"/projects/{project_id(ada)}/comments/", {"body": "Try this CASINO"})
    assert answer.json["data"]["status"] == "held"


def project_id(author) -> int:
    return db.session.query(ProjectComment).filter_by(author_id=author.id).first().project_id


def test_too_many_or_too_long_blocked_words_are_refused(owner, visit, demo):
    browser = visit(demo).sign_in(owner)
    for words in ("x" * 61, "\n".join(f"w{n}" for n in range(501))):
        assert browser.submit("/studio/blocked-words", words=words).status_code == 422


def test_blocked_words_through_the_api(owner, ada, visit, demo):
    browser = visit(demo)
    here = f"/api/v1/tenants/{demo.id}/blocked-words/"
    mine = token_of(browser, owner)
    assert browser.put(here, json={"words": ["casino", "casino"]}, headers=mine).json["data"] == {"words": ["casino"]}
    assert browser.get(here, headers=mine).json["data"] == {"words": ["casino"]}
    assert browser.get(here, headers=token_of(browser, ada)).status_code == 403
    assert browser.get(f"/api/v1/tenants/{demo.id + 1}/blocked-words/", headers=mine).status_code == 404


def token_of(browser, person) -> dict[str, str]:
    login = {"email": person.email, "password": "correct horse battery staple"}
    token = browser.post("/api/v1/auth/login/", json=login).json["data"]["access_token"]
    return {"Authorization": f"Bearer {token}"}


def test_what_fills_in_the_trap_is_kept_from_everybody(approved, ada, visit, demo, open_telescope, mails):
    approved(ada, "Hello")
    browser = visit(demo).sign_in(ada)
    answer = browser.submit(f"/projects/{open_telescope.slug}/comments", body="Buy!", homepage="http://spam.example")
    assert answer.status_code == 303
    assert db.session.query(ProjectComment).filter_by(body="Buy!").one().status == "hidden"


def test_a_double_click_is_one_comment(say, ada):
    assert say(ada, "Hello").id == say(ada, "Hello").id


def test_whoever_writes_too_fast_waits(say, ada, app, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    for number in range(6):
        say(ada, f"Comment {number}")
    with pytest.raises(Refused) as refusal:
        say(ada, "One too many")
    assert refusal.value.status == 429


def test_an_answer_is_one_level_deep_and_stays_in_its_project(approved, say, ada, nell, new_project):
    first = approved(ada, "Hello")
    answer = say(nell, "Welcome", parent=first)
    assert (answer.author_role, answer.parent_id) == ("creator", first.id)
    with pytest.raises(Invalid):
        say(ada, "Deeper", parent=answer)
    other = new_project("Comet")
    with pytest.raises(Invalid):
        write_comment(other, nell, "Elsewhere", parent=first)


@pytest.mark.parametrize("body", ["", "   ", "x" * 4001])
def test_nothing_and_too_much_are_refused(open_telescope, ada, visit, demo, client, body):
    answer = visit(demo).sign_in(ada).submit(f"/projects/{open_telescope.slug}/comments", body=body)
    assert answer.status_code == 422
    assert client(ada)("POST", f"/projects/{open_telescope.id}/comments/", {"body": body}).status_code == 422


def test_markup_in_a_comment_is_shown_as_it_was_typed(approved, ada, visitor, open_telescope):
    approved(ada, "<img src=x onerror=alert(1)> https://mirror.example")
    page = visitor.get(f"/projects/{open_telescope.slug}/comments").text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert 'rel="nofollow ugc noopener">https://mirror.example</a>' in page


# ---- keeping order ------------------------------------------------------------------------------------


def test_the_creator_approves_hides_deletes_and_undoes(say, ada, visit, demo, nell, visitor, open_telescope):
    comment, browser = say(ada, "Is the mirror heavy?"), visit(demo).sign_in(nell)
    assert "Is the mirror heavy?" in browser.get("/studio/comments/").text
    here, address = f"/studio/comments/{comment.id}/moderation", f"/projects/{open_telescope.slug}/comments"
    for verb, is_shown in (("approve", True), ("hide", False), ("undo", True), ("delete", False), ("undo", True)):
        assert browser.submit(here, verb=verb).status_code == 303
        assert ("Is the mirror heavy?" in visitor.get(address).text) is is_shown, verb
    assert browser.submit(here, verb="explode").status_code == 303
    db.session.expire_all()
    assert comment.status == "published"


def test_without_scripts_what_was_done_is_shown_with_its_way_back(say, ada, visit, demo, nell):
    comment, browser = say(ada, "Hello"), visit(demo).sign_in(nell)
    queue = "/studio/comments/?view=waiting"
    answer = browser.submit(f"/studio/comments/{comment.id}/moderation", verb="hide", next=queue)
    assert answer.location == f"{queue}&done={comment.id}"
    page = browser.get(answer.location).text
    assert "Hidden." in page
    assert f'id="undo-{comment.id}"' in page


def test_with_scripts_the_row_is_replaced_and_names_its_keys(say, ada, visit, demo, nell):
    comment, browser = say(ada, "Hello"), visit(demo).sign_in(nell)
    assert 'aria-keyshortcuts="H"' in browser.get("/studio/comments/").text
    row = browser.submit(f"/studio/comments/{comment.id}/moderation", htmx=True, verb="hide", next="/studio/comments/")
    assert row.text.lstrip().startswith(f'<li class="comment moderated" id="moderated-{comment.id}" tabindex="0"')
    assert 'value="undo" aria-keyshortcuts="U"' in row.text


def test_the_creator_answers_from_the_queue_and_approves_with_it(say, ada, visit, demo, nell, visitor, open_telescope):
    comment, browser = say(ada, "Is the mirror heavy?"), visit(demo).sign_in(nell)
    assert browser.submit(f"/studio/comments/{comment.id}/answers", body="Forty kilograms.").status_code == 303
    page = visitor.get(f"/projects/{open_telescope.slug}").text
    assert page.index("Is the mirror heavy?") < page.index("Forty kilograms.")
    assert '<span class="badge accent">Creator</span>' in page


def test_somebody_elses_queue_is_empty_and_closed(say, ada, bob, new_person, visit, demo, client):
    comment = say(ada, "Hello")
    carl = new_person("carl", "creator")
    browser = visit(demo).sign_in(carl)
    assert "Nothing waits" in browser.get("/studio/comments/").text
    assert browser.submit(f"/studio/comments/{comment.id}/moderation", verb="approve").status_code == 403
    assert browser.submit(f"/studio/comments/{comment.id}/answers", body="Hi").status_code == 403
    assert browser.get(f"/studio/projects/{comment.project_id}/comments").status_code == 403
    assert client(carl)("POST", f"/comments/{comment.id}/moderation/", {"verb": "approve"}).status_code == 404
    assert client(bob)("POST", f"/comments/{comment.id}/moderation/", {"verb": "approve"}).status_code == 403
    assert client(carl)("GET", "/comments/").json["data"] == []


def test_the_staff_keeps_order_below_every_project(say, ada, owner, visit, demo):
    comment = say(ada, "Hello")
    assert "Hello" in visit(demo).sign_in(owner).get("/studio/comments/").text
    moderate(comment, "hide", by=owner)
    assert comment.moderator_id == owner.id


def test_what_was_removed_leaves_its_answers_standing(approved, say, ada, nell, visitor, open_telescope):
    first = approved(ada, "Is the mirror heavy?")
    say(nell, "Forty kilograms.", parent=first)
    moderate(first, "delete", by=nell)
    db.session.commit()
    page = visitor.get(f"/projects/{open_telescope.slug}/comments").text
    assert "This comment was removed." in page
    assert "Forty kilograms." in page
    assert "Is the mirror heavy?" not in page


def test_an_author_takes_a_comment_back_for_good(approved, ada, bob, visit, demo, nell, client, open_telescope):
    comment = approved(ada, "Is the mirror heavy?")
    here = f"/projects/{open_telescope.slug}/comments/{comment.id}/deletion"
    assert visit(demo).sign_in(bob).submit(here).status_code == 403
    assert client(bob)("DELETE", f"/comments/{comment.id}/").status_code == 403
    assert visit(demo).sign_in(ada).submit(here).status_code == 303
    db.session.expire_all()
    assert (comment.status, comment.body) == ("deleted", "")
    with pytest.raises(Refused):
        moderate(comment, "undo", by=nell)


def test_a_guest_takes_a_comment_back_by_the_link_and_nobody_elses(telescope, back, people, visitor):
    pledges = [back(telescope, guest, 20_00) for guest in people(2)]
    comment = write_comment(telescope, pledges[0].user, "Oops")
    db.session.commit()
    steps = ("comments", str(comment.id), "deletion")
    wrong, right = (path_of(links.page_of(pledge.public_id, *steps)) for pledge in reversed(pledges))
    assert visitor.submit(wrong).status_code == 404
    assert visitor.submit(right).status_code == 303
    db.session.expire_all()
    assert comment.is_withdrawn


def test_what_was_deleted_is_gone_after_a_month(approved, say, ada, nell):
    first, other, kept = approved(ada, "First"), approved(ada, "Other"), approved(ada, "Kept")
    say(nell, "Answer", parent=first)
    for comment in (first, other):
        moderate(comment, "delete", by=nell)
    db.session.commit()
    forget_deleted_comments()
    assert db.session.query(ProjectComment).count() == 4
    old = {"old": utcnow() - timedelta(days=31)}
    db.session.execute(text("UPDATE public.project_comments SET updated_at = :old WHERE status = 'deleted'"), old)
    forget_deleted_comments()
    db.session.commit()
    db.session.expire_all()
    assert {comment.body for comment in db.session.query(ProjectComment)} == {"", "Answer", kept.body}


# ---- reports ------------------------------------------------------------------------------------------


def test_anybody_reports_once_and_moderators_hear_of_it(approved, ada, visitor, owner, nell, mails, open_telescope):
    comment = approved(ada, "You fools")
    here = f"/projects/{open_telescope.slug}/comments/{comment.id}/report"
    assert "What is wrong with it?" in visitor.get(here).text
    assert visitor.submit(here).status_code == 422
    for _ in range(2):
        assert visitor.submit(here, reason="abuse", words="Rude").status_code == 303
    run_jobs()
    assert comment.reports_count == 1
    assert {letter["To"] for letter in mails("was reported")} == {nell.email, *staff_of(owner)}
    [report] = db.session.query(ProjectCommentReport).all()
    assert "127.0.0.1" not in report.reporter


def staff_of(owner) -> set[str]:
    return {person.email for person in db.session.scalars(User.able_to("projects.manage"))} | {owner.email}


def test_a_reported_comment_waits_in_its_own_view_until_somebody_decides(approved, ada, bob, nell, visit, demo):
    comment = approved(ada, "You fools")
    report_comment(comment, reporter=f"user:{bob.id}", reason="abuse", words="Rude")
    db.session.commit()
    browser = visit(demo).sign_in(nell)
    page = browser.get("/studio/comments/?view=reported").text
    assert "Rude" in page
    assert "Keep it" in page
    browser.submit(f"/studio/comments/{comment.id}/moderation", verb="approve")
    assert "No reader objects" in browser.get("/studio/comments/?view=reported").text
    db.session.expire_all()
    assert comment.is_published


def test_what_nobody_sees_nobody_reports(say, ada, bob, visitor, client, open_telescope):
    comment = say(ada, "Held")
    here = f"/projects/{open_telescope.slug}/comments/{comment.id}/report"
    assert visitor.get(here).status_code == 404
    assert client(bob)("POST", f"/comments/{comment.id}/reports/", {"reason": "spam"}).status_code == 404


# ---- letters ------------------------------------------------------------------------------------------


def test_the_creator_gets_one_letter_for_a_busy_quarter_of_an_hour(say, approved, ada, bob, nell, mails):
    approved(ada, "Is the mirror heavy?")
    say(ada, "And who carries it?")
    say(bob, "Where is it?")
    run_jobs()
    assert mails("below “Telescope”") == []
    gathered()
    [letter] = mails("3 new comments below “Telescope”")
    words = letter.get_body(("plain",)).get_content()
    assert letter["To"] == nell.email
    assert "Is the mirror heavy?" in words
    assert "waits for your approval" in words
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    gathered()
    assert len(mails("below “Telescope”")) == 1


def test_a_creator_who_left_gets_no_letter(say, ada, nell, mails, open_telescope):
    unsubscribing.leave(nell.id, f"comments:{open_telescope.id}")
    say(ada, "Hello")
    gathered()
    assert mails("below “Telescope”") == []


def test_who_asked_hears_the_answer_once_and_leaves_with_one_click(approved, say, ada, nell, visitor, mails):
    first = approved(ada, "Is the mirror heavy?")
    answer = say(nell, "Forty kilograms.", parent=first)
    run_jobs()
    [letter] = mails("Nell answered below “Telescope”")
    assert letter["To"] == ada.email
    assert "Forty kilograms." in letter.get_body(("plain",)).get_content()
    for verb in ("hide", "approve"):
        moderate(answer, verb, by=nell)
    run_jobs()
    assert len(mails("answered below")) == 1
    one_click = path_of(letter["List-Unsubscribe"].strip("<>"))
    assert visitor.post(one_click, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    say(nell, "And a half.", parent=first)
    run_jobs()
    assert len(mails("answered below")) == 1


def test_a_held_answer_is_told_once_it_is_approved(approved, say, ada, bob, nell, mails):
    answer = say(bob, "Very heavy", parent=approved(ada, "Is the mirror heavy?"))
    run_jobs()
    assert mails("answered below") == []
    moderate(answer, "approve", by=nell)
    run_jobs()
    assert [letter["To"] for letter in mails("Bob answered below")] == [ada.email]


def test_a_creators_answer_reaches_all_who_asked_in_the_thread(approved, say, ada, bob, nell, mails):
    first = approved(ada, "Is the mirror heavy?")
    approved(bob, "I wonder, too", parent=first)
    say(nell, "Forty kilograms.", parent=first)
    run_jobs()
    assert {letter["To"] for letter in mails("Nell answered below")} == {ada.email, bob.email}


def test_a_guest_answers_back_by_the_link_of_the_letter(telescope, back, people, nell, visitor, mails):
    pledge = back(telescope, people(1)[0], 20_00)
    question = write_comment(telescope, pledge.user, "When?")
    write_comment(telescope, nell, "In spring.", parent=question)
    run_jobs()
    [letter] = mails("answered below")
    words = letter.get_body(("plain",)).get_content()
    link = next(line for line in words.split() if f"/pledges/{pledge.public_id}/comments" in line)
    page = path_of(link.strip("()"))
    assert "In spring." not in visitor.get(page).text
    assert "When?" in visitor.get(page).text
    assert visitor.submit(page, body="Thanks", parent=question.id).status_code == 303
    db.session.expire_all()
    assert db.session.query(ProjectComment).filter_by(body="Thanks").one().parent_id == question.id


# ---- costs, policy, API -------------------------------------------------------------------------------


def test_a_thread_costs_the_same_however_long_it_is(approved, say, ada, nell, open_telescope, visitor):
    def cost() -> int:
        with queries() as seen:
            assert visitor.get(f"/projects/{open_telescope.slug}/comments?page=1&x={len(seen)}").status_code == 200
        return len(seen)

    def cost_of_queue() -> int:
        with queries() as seen:
            assert "Comments" in browser.get("/studio/comments/?view=published").text
        return len(seen)

    browser = visitor.sign_in(nell)
    say(nell, "Welcome", parent=approved(ada, "First"))
    few, few_in_queue = cost(), cost_of_queue()
    for number in range(8):
        say(nell, f"Answer {number}", parent=approved(ada, f"Question {number}"))
        commenting.report_comment(say(ada, f"More {number}"), reporter=f"{number}", reason="spam")
        db.session.commit()
    assert (cost(), cost_of_queue()) == (few, few_in_queue + 1)


def test_the_creator_chooses_who_may_comment(telescope, nell, visit, demo, client):
    browser = visit(demo).sign_in(nell)
    here = f"/studio/projects/{telescope.id}/comment-policy"
    assert browser.submit(here, comment_policy="members").status_code == 303
    assert browser.submit(here, comment_policy="robots").status_code == 422
    speak = client(nell)
    assert speak("GET", f"/projects/{telescope.id}/").json["data"]["comment_policy"] == "members"
    assert speak("PATCH", f"/projects/{telescope.id}/", {"comment_policy": "off"}).status_code == 200
    assert "Comments are closed here" in browser.get(f"/projects/{telescope.slug}/comments").text


def test_comments_through_the_api(open_telescope, ada, nell, client):
    mine, creators, list_ = client(ada), client(nell), f"/projects/{open_telescope.id}/comments/"
    made = mine("POST", list_, {"body": "Is the mirror heavy?"})
    assert (made.status_code, made.json["data"]["status"]) == (201, "held")
    one = made.headers["Location"].partition("/crowdfunding")[2]
    assert client()("GET", one).status_code == 404
    assert mine("GET", one).status_code == 200
    [waiting] = creators("GET", "/comments/?status=held").json["data"]
    assert waiting["because"].startswith("It is the first one")
    assert creators("POST", f"{one}moderation/", {"verb": "approve"}).json["data"]["status"] == "published"
    answer = creators("POST", list_, {"body": "Forty kilograms.", "parent_id": made.json["data"]["id"]})
    assert answer.json["data"]["author_role"] == "creator"
    assert mine("POST", list_, {"body": "Deeper", "parent_id": answer.json["data"]["id"]}).status_code == 422
    assert mine("POST", list_, {"body": "Lost", "parent_id": 10**12}).status_code == 422
    assert client()("GET", list_).json["meta"]["total"] == 2
    assert mine("POST", f"{one}reports/", {"reason": "spam"}).status_code == 204
    assert [row["id"] for row in creators("GET", "/comments/?reported=true").json["data"]] == [waiting["id"]]
    assert creators("POST", f"{one}moderation/", {"verb": "undo"}).status_code == 200
    assert mine("DELETE", one).status_code == 204
    assert creators("POST", f"{one}moderation/", {"verb": "approve"}).status_code == 409


def test_another_sites_comment_does_not_exist_here(approved, ada, new_site, visit, demo):
    comment = approved(ada, "Hello")
    other = new_site("other")
    assert visit(other).get(f"/api/v1/crowdfunding/comments/{comment.id}/").status_code == 404
    assert visit(demo).get(f"/api/v1/crowdfunding/comments/{comment.id}/").status_code == 200
