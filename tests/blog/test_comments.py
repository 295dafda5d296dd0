"""Comments below a post: who writes, what waits, who keeps order, who hears of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from educrowd.blueprints.blog.comments.commenting import (
    forget_deleted_comments,
    moderate,
    report_comment,
    write_comment,
)
from educrowd.blueprints.blog.models import Post, PostComment, PostCommentReport
from educrowd.core import tenancy, unsubscribing
from educrowd.core.current import ANONYMOUS
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.outbox import OutboxEntry
from tests.conftest import new_person_here
from tests.crowdfunding.conftest import mails  # noqa: F401
from tests.jobs import run_jobs
from tests.queries import queries


@pytest.fixture
def ink(write):
    """Nell's public post, on which anyone may write."""
    return write("Ink", days_ago=1, comment_policy="anyone")


@pytest.fixture
def bob(new_person):
    return new_person("bob", "student")


@pytest.fixture
def say(ink):
    """`say(ada, "Hello")` is a comment by ada, in whatever state it begins."""

    def written(author, body, **details):
        comment = write_comment(ink, author, body, **details)
        db.session.commit()
        return comment

    return written


@pytest.fixture
def approved(say, nell):
    """`approved(ada, "Hello")` is one that Nell has let through."""

    def written(author, body, **details):
        comment = say(author, body, **details)
        if comment.status == "held":
            moderate(comment, "approve", by=nell)
        db.session.commit()
        return comment

    return written


def gathered() -> None:
    """A quarter of an hour passes."""
    db.session.execute(update(OutboxEntry).where(OutboxEntry.done_at.is_(None)).values(run_at=utcnow()))
    run_jobs()


# ---- who may write ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "who", "may"),
    [
        *(("off", who, False) for who in ("visitor", "stranger", "ada", "nell")),
        *(("members", who, who in ("ada", "nell")) for who in ("visitor", "stranger", "ada", "nell")),
        *(("anyone", who, True) for who in ("visitor", "stranger", "ada", "nell")),
        *(("site", who, who in ("ada", "nell")) for who in ("visitor", "ada", "nell")),
    ],
)
def test_the_policy_says_who_may_write(write, ada, nell, policy, who, may):
    people = {"visitor": ANONYMOUS, "ada": ada, "nell": nell}
    author = people[who] if who in people else new_person_here("sue")
    assert write("Ink", days_ago=1, comment_policy=policy).takes_comments_from(author) is may


def test_the_site_says_it_for_posts_that_say_nothing(write, studio, visitor, ben):
    write("Ink", days_ago=1)
    assert "Members of this site write here." in visitor.get("/blog/ink/comments/new").text
    assert studio().submit("/studio/posts/comments/policy", policy="off").status_code == 303
    assert "Write a comment" not in visitor.get("/blog/ink").text
    assert studio(ben).submit("/studio/posts/comments/policy", policy="anyone").status_code == 403
    assert studio().submit("/studio/posts/comments/policy", policy="robots").status_code == 422


def test_programs_read_and_change_the_policy_as_the_page_does(client, write, nell, ben, ada):
    path, post = "/api/v1/blog/comment-policy/", write("Ink", days_ago=1)
    assert client(ben).get(path).json["data"] == {"policy": "members"}
    assert client(ada).get(path).status_code == client(ben).put(path, json={"policy": "off"}).status_code == 403
    editor = client(nell)
    assert editor.put(path, json={"policy": "off"}).json["data"] == editor.get(path).json["data"] == {"policy": "off"}
    answer = client(ada).post(f"/api/v1/blog/posts/{post.id}/comments/", json={"body": "Which umber?"})
    assert answer.status_code == 403
    for wrong in ({"policy": "site"}, {"policy": None}, {}):
        assert editor.put(path, json=wrong).status_code == 422


def test_whoever_may_not_write_is_told_why(write, visitor, client, ada):
    post = write("Ink", days_ago=1, comment_policy="off")
    assert "Comments are closed here." in visitor.get("/blog/ink/comments/new").text
    assert visitor.submit("/blog/ink/comments", body="Hello", author_name="Ada").status_code == 403
    assert client(ada).post(f"/api/v1/blog/posts/{post.id}/comments/", json={"body": "Hello"}).status_code == 403
    assert db.session.scalars(select(PostComment)).all() == []


def test_nobody_writes_below_a_draft(write, visitor, nell):
    post = write("Ink", comment_policy="anyone")
    assert visitor.submit("/blog/ink/comments", body="Hello", author_name="Ada").status_code == 404
    with pytest.raises(Refused):
        write_comment(post, nell, "Hello")


def test_below_a_post_for_members_only_they_read_and_write(write, visitor, visit, demo, ada, nell, client):
    post = write("Ink", days_ago=1, audience="members", comment_policy="anyone")
    write_comment(post, nell, "The third ring.")
    db.session.commit()
    assert visitor.get("/blog/ink/comments").status_code in (302, 303, 401)
    for path in ("/blog/ink", "/blog/ink/comments", "/blog/ink/comments/new"):
        assert "third ring" not in visitor.get(path).text
        assert "third ring" in visit(demo).sign_in(ada).get(path).text or path.endswith("new")
    comment = db.session.scalars(select(PostComment)).one()
    assert visitor.get(f"/api/v1/blog/posts/{post.id}/comments/").status_code == 404
    assert visitor.get(f"/api/v1/blog/comments/{comment.id}/").status_code == 404
    assert client(ada).get(f"/api/v1/blog/comments/{comment.id}/").status_code == 200


# ---- what waits ---------------------------------------------------------------------------------------


def test_a_first_comment_waits_and_the_second_does_not(say, approved, ada, visitor):
    assert say(ada, "Is it black?").status == "held"
    assert "Is it black?" not in visitor.get("/blog/ink").text + visitor.get("/blog/ink/comments").text
    approved(ada, "Is it blue?")
    assert say(ada, "Or green?").status == "published"
    assert "Or green?" in visitor.get("/blog/ink").text and "Or green?" in visitor.get("/blog/ink/comments").text


def test_a_visitor_signs_with_a_name_and_always_waits(ink, visitor, nell):
    assert 'name="author_name"' in visitor.get("/blog/ink/comments/new").text
    assert visitor.submit("/blog/ink/comments", body="Hello").status_code == 422
    for words in ("Hello", "Hello again"):
        assert visitor.submit("/blog/ink/comments", body=words, author_name="  Ada   L. ").status_code == 303
        comment = db.session.scalars(select(PostComment).order_by(PostComment.id.desc()).limit(1)).one()
        assert (comment.status, comment.author_id, comment.author_name) == ("held", None, "Ada L.")
        moderate(comment, "approve", by=nell)
        db.session.commit()
    page = visitor.get("/blog/ink/comments").text
    assert "Hello again" in page and ">Visitor</span>" in page


def test_its_author_sees_what_waits_and_nobody_else_does(say, ada, bob, visit, demo):
    say(ada, "Is it black?")
    assert "Only you see this" in visit(demo).sign_in(ada).get("/blog/ink/comments").text
    assert "Is it black?" not in visit(demo).sign_in(bob).get("/blog/ink/comments").text


def test_a_blocked_word_holds_a_known_author_too(approved, ada, owner, visit, demo):
    approved(ada, "Hello")
    visit(demo).sign_in(owner).submit("/studio/blocked-words", words="casino*")
    visit(demo).sign_in(ada).submit("/blog/ink/comments", body="Come to my CASINOS")
    held = db.session.scalars(select(PostComment).where(PostComment.status == "held")).one()
    assert "casino" in held.because


def test_what_fills_in_the_trap_is_kept_from_everybody(ink, ada, visit, demo, mails):  # noqa: F811
    visit(demo).sign_in(ada).submit("/blog/ink/comments", body="Buy", homepage="http://spam.example")
    gathered()
    assert db.session.scalars(select(PostComment.status)).one() == "hidden" and mails("below") == []


def test_a_double_click_is_one_comment(say, ada):
    assert say(ada, "Hello").id == say(ada, "Hello").id
    assert say(ANONYMOUS, "Hi", name="Sue").id == say(ANONYMOUS, "Hi", name="Sue").id


def test_whoever_writes_too_fast_waits(ink, visitor, app, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    answers = [visitor.submit("/blog/ink/comments", body=f"Word {n}", author_name="Ada") for n in range(5)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429, 429]


# ---- threads ------------------------------------------------------------------------------------------


def test_answers_stand_below_what_they_answer_and_no_deeper_than_a_phone_has_room(approved, ada, nell, visitor):
    above, chain = None, []
    for number in range(6):
        above = approved(nell, f"Step {number}.", parent=above)
        chain.append(above)
    assert [comment.depth for comment in chain] == [0, 1, 2, 3, 3, 3]
    assert {comment.thread_id for comment in chain[1:]} == {chain[0].id}
    page = visitor.get("/blog/ink/comments").text
    assert [page.index(f"Step {number}.") for number in range(6)] == sorted(page.index(f"Step {n}.") for n in range(6))


def test_an_answer_stays_below_its_post(approved, write, ada, nell, say):
    first = approved(ada, "Hello")
    other = write("Paper", days_ago=1)
    with pytest.raises(Invalid):
        write_comment(other, nell, "Hello", parent=first)
    with pytest.raises(Invalid):
        say(nell, "Hello", parent=say(ANONYMOUS, "Held", name="Sue"))


def test_what_was_removed_leaves_its_answers_standing(approved, ada, nell, visitor):
    first = approved(ada, "Is it black?")
    approved(nell, "It is umber.", parent=first)
    moderate(first, "hide", by=nell)
    db.session.commit()
    page = visitor.get("/blog/ink/comments").text
    assert "Is it black?" not in page and "This comment was removed." in page and "It is umber." in page


def test_markup_is_shown_as_it_was_typed_and_links_are_strangers(approved, ada, visitor):
    approved(ada, "<img src=x onerror=alert(1)> https://example.org/a.")
    page = visitor.get("/blog/ink").text
    assert "&lt;img src=x" in page and '<a href="https://example.org/a" rel="nofollow ugc noopener">' in page


def test_a_thread_costs_the_same_however_long_it_is(approved, nell, visitor):
    def questions(path):
        with queries() as seen:
            visitor.get(path)
        return len(seen)

    first = approved(nell, "One.")
    few = [questions(f"{path}?first") for path in ("/blog/ink", "/blog/ink/comments")]
    assert few[0] == 4, "the post, its threads, their answers, its neighbors"
    for number in range(9):
        first = approved(nell, f"More {number}.", parent=first)
        approved(nell, f"Another {number}.")
    assert [questions(f"{path}?second") for path in ("/blog/ink", "/blog/ink/comments")] == few


def test_a_post_stays_light_however_much_is_said_below_it(approved, nell, visitor):
    for number in range(8):
        approved(nell, f"{number} " + "word " * 780)
    page = visitor.get("/blog/ink")
    assert len(page.data) < 60 * 1024 and "All 8" in page.text
    assert re.findall(r"<script[^>]*>", page.text) == ['<script type="application/ld+json">']
    newest = approved(nell, "Newest.")
    for number in range(4):
        approved(nell, f"{number} " + "word " * 780, parent=newest)
    page = visitor.get("/blog/ink").text
    assert "All 13" in page and "Nobody has written" not in page, "a thread that is too long is counted all the same"


# ---- keeping order ------------------------------------------------------------------------------------


def test_nell_approves_hides_deletes_and_undoes(say, ada, studio, visitor):
    comment, browser = say(ada, "Is it black?"), studio()
    assert "Is it black?" in browser.get("/studio/posts/comments").text
    here = f"/studio/posts/comments/{comment.id}/moderation"
    for verb, is_shown in (("approve", True), ("hide", False), ("undo", True), ("delete", False), ("undo", True)):
        assert browser.submit(here, verb=verb).status_code == 303
        assert ("Is it black?" in visitor.get("/blog/ink/comments").text) is is_shown, verb
    assert browser.submit(here, verb="explode").status_code == 303
    assert 'value="undo" aria-keyshortcuts="U"' in browser.submit(here, htmx=True, verb="hide").text


def test_without_scripts_what_was_done_is_shown_with_its_way_back(say, ada, studio):
    comment, browser, queue = say(ada, "Hello"), studio(), "/studio/posts/comments?view=waiting"
    answer = browser.submit(f"/studio/posts/comments/{comment.id}/moderation", verb="hide", next=queue)
    assert answer.location == f"{queue}&done={comment.id}"
    page = browser.get(answer.location).text
    assert "Hidden." in page and f'id="undo-{comment.id}"' in page


def test_nell_answers_from_the_queue_and_approves_with_it(say, ada, studio, visitor):
    comment = say(ada, "Is it black?")
    assert studio().submit(f"/studio/posts/comments/{comment.id}/answers", body="Umber.").status_code == 303
    page = visitor.get("/blog/ink").text
    assert page.index("Is it black?") < page.index("Umber.") and '<span class="badge accent">Author</span>' in page


def test_ben_keeps_order_below_his_own_posts_alone(say, ada, studio, ben, write, client):
    mine = write("Paper", by=ben, days_ago=1)
    comment, own = say(ada, "Hello"), write_comment(mine, ada, "Nice paper")
    db.session.commit()
    page = studio(ben).get("/studio/posts/comments").text
    assert "Nice paper" in page and "Hello" not in page
    assert studio(ben).submit(f"/studio/posts/comments/{comment.id}/moderation", verb="approve").status_code == 403
    assert [one["id"] for one in client(ben).get("/api/v1/blog/comments/").get_json()["data"]] == [own.id]


def test_the_dashboard_reminds_of_what_waits(say, ada, studio):
    say(ada, "Hello")
    assert "Comment below a post to approve" in studio().get("/studio/").text


def test_an_author_takes_a_comment_back_for_good(approved, ada, bob, visit, demo, nell):
    comment = approved(ada, "Hello")
    here = f"/blog/ink/comments/{comment.id}/deletion"
    assert visit(demo).sign_in(bob).submit(here).status_code == 403
    assert visit(demo).sign_in(ada).submit(here).status_code == 303
    db.session.expire_all()
    assert (comment.status, comment.body) == ("deleted", "")
    with pytest.raises(Refused):
        moderate(comment, "approve", by=nell)


def test_what_was_deleted_is_gone_after_a_month(approved, say, ada, nell):
    gone, answered = approved(ada, "Gone"), approved(ada, "Answered")
    say(nell, "Answer", parent=answered)
    for comment in (gone, answered):
        moderate(comment, "delete", by=nell)
    db.session.commit()
    forget_deleted_comments()
    assert len(db.session.scalars(select(PostComment)).all()) == 3
    long_ago = {"then": utcnow() - timedelta(days=31)}
    db.session.execute(text("UPDATE post_comments SET updated_at = :then WHERE status = 'deleted'"), long_ago)
    forget_deleted_comments()
    db.session.commit()
    db.session.expire_all()
    assert sorted(db.session.scalars(select(PostComment.body))) == ["", "Answer"]


# ---- letters ------------------------------------------------------------------------------------------


def test_anybody_reports_once_and_those_who_keep_order_hear_of_it(approved, ada, visitor, owner, nell, mails):  # noqa: F811
    comment = approved(ada, "You fools")
    here = f"/blog/ink/comments/{comment.id}/report"
    assert "What is wrong with it?" in visitor.get(here).text and visitor.submit(here).status_code == 422
    for _ in range(2):
        assert visitor.submit(here, reason="abuse", words="Rude").status_code == 303
    run_jobs()
    assert comment.reports_count == 1
    assert {letter["To"] for letter in mails("was reported")} >= {nell.email, owner.email}
    [report] = db.session.scalars(select(PostCommentReport)).all()
    assert "127.0.0.1" not in report.reporter


def test_the_author_gets_one_letter_for_a_busy_quarter_of_an_hour(say, ada, bob, nell, mails):  # noqa: F811
    say(ada, "Is it black?")
    say(bob, "Where is it?")
    say(ANONYMOUS, "Hello", name="Sue")
    run_jobs()
    assert mails("below “Ink”") == []
    gathered()
    [letter] = mails("3 new comments below “Ink”")
    assert letter["To"] == nell.email and letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "waits for your approval" in letter.get_body(("plain",)).get_content()
    gathered()
    assert len(mails("below “Ink”")) == 1


def test_all_who_write_a_post_and_keep_order_below_it_hear_of_comments(say, ada, ben, nell, ink, mails):  # noqa: F811
    ink.place(co_authors=[ben], guest_names=["Mira Holt"])
    db.session.commit()
    comment = say(ada, "Which black?")
    gathered()
    assert {letter["To"] for letter in mails("below “Ink”")} == {nell.email, ben.email}
    report_comment(comment, reporter="somebody", reason="spam")
    db.session.commit()
    run_jobs()
    assert {letter["To"] for letter in mails("was reported")} >= {nell.email, ben.email}


def test_an_author_who_left_gets_no_letter(say, ada, nell, ink, mails):  # noqa: F811
    unsubscribing.leave(nell.id, f"post-comments:{ink.id}")
    say(ada, "Hello")
    gathered()
    assert mails("below “Ink”") == []


def test_who_asked_hears_the_answer_once(approved, say, ada, nell, mails):  # noqa: F811
    answer = say(nell, "Umber.", parent=approved(ada, "Is it black?"))
    say(nell, "To a visitor.", parent=approved(ANONYMOUS, "Hi", name="Sue"))
    run_jobs()
    [letter] = mails("Nell answered below “Ink”")
    assert letter["To"] == ada.email and "Umber." in letter.get_body(("plain",)).get_content()
    for verb in ("hide", "approve"):
        moderate(answer, verb, by=nell)
    run_jobs()
    assert len(mails("answered below")) == 1


# ---- programs and walls -------------------------------------------------------------------------------


def test_comments_through_the_api(ink, ada, nell, client, visitor):
    at = f"/api/v1/blog/posts/{ink.id}/comments/"
    mine = client(ada).post(at, json={"body": "Is it black?"})
    said = mine.get_json()["data"]
    assert (mine.status_code, said["status"], said["post_id"]) == (201, "held", ink.id)
    assert visitor.get(at).get_json()["data"] == []
    one = f"/api/v1/blog/comments/{said['id']}/"
    assert visitor.get(one).status_code == 404 and client(ada).get(one).status_code == 200
    waiting = client(nell).get("/api/v1/blog/comments/?status=held").get_json()["data"]
    assert [each["because"] for each in waiting] == ["It is the first one of this person here."]
    assert client(nell).post(f"{one}moderation/", json={"verb": "approve"}).get_json()["data"]["status"] == "published"
    answer = client(nell).post(at, json={"body": "Umber.", "parent_id": said["id"]}).get_json()["data"]
    assert (answer["thread_id"], answer["author_role"]) == (said["id"], "author")
    assert len(visitor.get(at).get_json()["data"]) == 2
    assert client(nell).post(f"{one}reports/", json={"reason": "other"}).status_code == 204
    assert client(nell).get("/api/v1/blog/comments/?reported=true").get_json()["meta"]["total"] == 1
    assert client(nell).delete(one).status_code == 403 and client(ada).delete(one).status_code == 204
    assert client(nell).post(at, json={"body": "x", "parent_id": 2**62}).status_code == 422


def test_visitors_comment_through_the_api_where_anyone_may(write, nell, client, visitor):
    at = f"/api/v1/blog/posts/{write('Ink', days_ago=1).id}/comments/"
    said = {"body": "Is it black?", "name": " Mira   Holt "}
    assert visitor.post(at, json=said).status_code == 403
    client(nell).put("/api/v1/blog/comment-policy/", json={"policy": "anyone"})
    for unsigned in ({}, {"name": ""}, {"name": " "}):
        assert visitor.post(at, json={"body": "Is it black?"} | unsigned).get_json()["errors"][0]["field"] == "name"
    taken = visitor.post(at, json=said).get_json()["data"]
    assert (taken["status"], taken["author_name"], taken["author_role"]) == ("held", "Mira Holt", "guest")
    assert visitor.get(at).get_json()["data"] == []
    [waiting] = client(nell).get("/api/v1/blog/comments/?status=held").get_json()["data"]
    assert waiting["author_name"] == "Mira Holt"


def test_another_sites_comment_does_not_exist_here(approved, ada, nell, new_site, visit):
    here, elsewhere = approved(ada, "Hello").id, new_site("elsewhere")
    with tenancy.transaction(elsewhere, type("Nell", (), {"id": 1, "name": "Nell"})()):
        post = Post.draft("Ink", body_markdown="Words.")
        post.publish()
    browser = visit(elsewhere)
    assert browser.get(f"/api/v1/blog/comments/{here}/").status_code == 404
    assert "Hello" not in browser.get("/blog/ink/comments").text


def test_whoever_writes_a_post_with_somebody_answers_as_its_author(write, nell, new_person):
    ben = new_person("ben", "instructor")
    post = write("Paper", days_ago=1, co_authors=[ben])
    assert write_comment(post, ben, "Ask me.").author_role == "author"
    assert write_comment(post, new_person("edda", "editor"), "Or me.").author_role == "team"
