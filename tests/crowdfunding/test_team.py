"""A project's team: asked by letter, let in by its link, a part of the work each, out again at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.crowdfunding.comments.commenting import write_comment
from educrowd.blueprints.crowdfunding.launching.telling import add_question, add_stretch_goal
from educrowd.blueprints.crowdfunding.matching.matching import invite_sponsor
from educrowd.blueprints.crowdfunding.messages.broadcasting import broadcast
from educrowd.blueprints.crowdfunding.messages.messaging import write_as_backer
from educrowd.blueprints.crowdfunding.models import Project, ProjectInvitation, ProjectMember
from educrowd.blueprints.crowdfunding.money.milestones import add_milestone
from educrowd.blueprints.crowdfunding.rewards.filing import add_file
from educrowd.blueprints.crowdfunding.rewards.offering import add_tax_rate, add_variant, add_zone
from educrowd.blueprints.crowdfunding.surveys.surveying import ask, write_survey
from educrowd.blueprints.crowdfunding.teams.teaming import change_role, invite_to_team, join_team, leave_team
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from tests.auth.conftest import go_on, path_in
from tests.auth.test_pages import send
from tests.conftest import PASSWORD, unique
from tests.crowdfunding.test_pages import path_of
from tests.jobs import run_jobs
from tests.routes import routes_of


@pytest.fixture
def invitation_link(mails) -> Callable[[str], str]:
    """Where the new letter to an address leads."""
    seen: set[str] = set()

    def read(email: str) -> str:
        run_jobs()
        letters = [letter for letter in mails("asks you to help with") if letter["To"] == email]
        words = " ".join(letter.get_body(("plain",)).get_content() for letter in letters)
        [link] = set(re.findall(r"http://\S+/team-invitations/[\w-]+", words)) - seen
        seen.add(link)
        return path_of(link)

    return read


@pytest.fixture
def helper(telescope, nell, new_person) -> Callable[..., User]:
    """`helper("editor")` is somebody of the telescope's team."""

    def join(role: str, project: Project = telescope) -> User:
        person = new_person(role, "student")
        person.is_verified = True
        join_team(_code(invite_to_team(project, person.email, role, by=nell)), person)
        db.session.commit()
        return person

    return join


# ---- asking and joining -------------------------------------------------------------------------------


def test_a_stranger_joins_by_the_letters_link_and_chooses_a_password(
    telescope, nell, visit, demo, invitation_link, mails
):
    email, platform = f"{unique('bob')}@example.org", visit(None)
    creator, stranger = visit(demo).sign_in(nell), visit(demo)
    here = f"/studio/projects/{telescope.id}/team"
    assert creator.submit(f"{here}/invitations", email=email, role="editor").status_code == 303
    assert email in creator.get(here).text
    link = invitation_link(email)
    assert "Story" not in stranger.get(link).text
    assert "story, rewards, updates" in stranger.get(link).text
    db.session.rollback()
    assert db.session.query(ProjectMember).count() == 0
    assert "mailbox" in stranger.submit(link).text
    run_jobs()
    [letter] = [letter for letter in mails("Confirm your address") if letter["To"] == email]
    go_on(platform, send(platform, path_in(letter, "/password/"), new_password=PASSWORD), demo)
    stranger = platform
    page = stranger.get(f"/studio/projects/{telescope.id}/")
    assert page.status_code == 200
    assert "A telescope for every school" in page.text
    assert email not in creator.get(f"{here}/invitations").text


def test_the_link_works_once_and_only_the_last_one(telescope, nell, visit, demo, invitation_link, visitor):
    email = f"{unique('bob')}@example.org"
    invite_to_team(telescope, email, "viewer", by=nell)
    first = invitation_link(email)
    invite_to_team(telescope, email.upper(), "viewer", by=nell)
    second = invitation_link(email)
    assert first != second
    assert visitor.get(first).status_code == 404
    assert visitor.submit(first).status_code == 404
    assert visitor.submit(second).status_code == 200
    assert visitor.submit(second).status_code == 404
    db.session.rollback()
    assert db.session.query(ProjectMember).count() == 1
    stored = [row.code_hash for row in db.session.query(ProjectInvitation)]
    assert stored
    assert all(second.rpartition("/")[2] not in code for code in stored)


def test_a_link_that_has_run_out_or_was_taken_back_is_refused(telescope, nell, visitor, visit, demo, invitation_link):
    emails = [f"{unique('bob')}@example.org" for _ in range(2)]
    invitations = [invite_to_team(telescope, email, "viewer", by=nell) for email in emails]
    links = [invitation_link(email) for email in emails]
    invitations[0].expires_at = utcnow() - timedelta(seconds=1)
    db.session.commit()
    revoked = f"/studio/team-invitations/{invitations[1].id}/revocation"
    assert visit(demo).sign_in(nell).submit(revoked).status_code == 303
    assert [visitor.submit(link).status_code for link in links] == [404, 404]
    db.session.rollback()
    assert db.session.query(ProjectMember).count() == 0


def test_an_invitation_of_somebody_who_may_no_longer_invite_is_none(telescope, nell, visitor, invitation_link):
    email = f"{unique('bob')}@example.org"
    invite_to_team(telescope, email, "editor", by=nell)
    link = invitation_link(email)
    for membership in nell_memberships(nell):
        membership.end()
    db.session.commit()
    assert visitor.submit(link).status_code == 404


def nell_memberships(person):
    from educrowd.blueprints.auth.models import Membership

    return list(db.session.scalars(Membership.here().where(Membership.user_id == person.id)))


def test_who_is_signed_in_joins_with_that_account(telescope, nell, ada, visit, demo, invitation_link):
    ada.is_verified = True
    db.session.commit()
    email = f"{unique('other')}@example.org"
    invite_to_team(telescope, email, "viewer", by=nell)
    link, browser = invitation_link(email), visit(demo).sign_in(ada)
    assert ada.email in browser.get(link).text
    assert browser.submit(link).location == f"/studio/projects/{telescope.id}/team"
    db.session.rollback()
    assert db.session.query(ProjectMember).one().user_id == ada.id


def test_whoever_registered_somebody_elses_address_is_not_let_in(
    telescope, nell, new_person, visit, demo, invitation_link
):
    mallory = new_person("mallory", "student")  # has never proven the address
    invite_to_team(telescope, mallory.email, "editor", by=nell)
    link = invitation_link(mallory.email)
    answer = visit(demo).submit(link)  # the address's owner follows the letter
    assert answer.status_code == 200 and "/password/" not in answer.text, "whoever has this link gets no password by it"
    assert visit(demo).sign_in(mallory).get(f"/studio/projects/{telescope.id}/").status_code == 403


def test_nobody_is_asked_twice_for_what_they_have(telescope, nell, helper):
    person = helper("editor")
    for email in (person.email, nell.email):
        with pytest.raises(Invalid):
            invite_to_team(telescope, email, "editor", by=nell)
    assert invite_to_team(telescope, person.email, "viewer", by=nell).id
    for email, role in (("nonsense", "editor"), ("a@b.example", "owner")):
        with pytest.raises(Invalid):
            invite_to_team(telescope, email, role, by=nell)


def test_whoever_asks_too_many_waits(telescope, nell, app, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    for number in range(30):
        invite_to_team(telescope, f"{unique('x')}-{number}@example.org", "viewer", by=nell)
    with pytest.raises(Refused) as refusal:
        invite_to_team(telescope, "last@example.org", "viewer", by=nell)
    assert refusal.value.status == 429


# ---- who may what -------------------------------------------------------------------------------------

# What each may besides the creator and the staff: e(ditor), f(ulfillment), v(iewer). Another project's collaborator
# may nothing. Reviewed by hand; a route that asks for "projects.work" and is not here fails the test below.
MAY = """
e   GET    /studio/projects/<int:project_id>/
e   POST   /studio/projects/<int:project_id>/
-   POST   /studio/projects/<int:project_id>/launch
-   POST   /studio/projects/<int:project_id>/withdrawal
-   GET    /studio/projects/<int:project_id>/cancellation
-   POST   /studio/projects/<int:project_id>/cancellation
-   POST   /studio/projects/<int:project_id>/announcement
e   POST   /studio/projects/<int:project_id>/rewards
e   GET    /studio/rewards/<int:reward_id>/
e   POST   /studio/rewards/<int:reward_id>/
e   POST   /studio/rewards/<int:reward_id>/deletion
e   POST   /studio/rewards/<int:reward_id>/delivered
e   POST   /studio/rewards/<int:reward_id>/file-letters
e   POST   /studio/rewards/<int:reward_id>/files
e   POST   /studio/rewards/<int:reward_id>/link
e   POST   /studio/rewards/<int:reward_id>/variants
e   POST   /studio/variants/<int:variant_id>/
e   GET    /studio/projects/<int:project_id>/shipping
e   POST   /studio/projects/<int:project_id>/zones
e   POST   /studio/projects/<int:project_id>/rates
e   POST   /studio/projects/<int:project_id>/taxes
e   POST   /studio/zones/<int:zone_id>/deletion
e   POST   /studio/taxes/<int:rate_id>/deletion
e   GET    /studio/projects/<int:project_id>/page
e   POST   /studio/projects/<int:project_id>/stretch-goals
e   POST   /studio/projects/<int:project_id>/questions
e   POST   /studio/stretch-goals/<int:goal_id>/deletion
e   POST   /studio/questions/<int:question_id>/deletion
e   GET    /studio/reward-files/<int:file_id>
e   POST   /studio/reward-files/<int:file_id>/deletion
e   GET    /studio/projects/<int:project_id>/updates
e   GET    /studio/projects/<int:project_id>/comments
e   POST   /studio/projects/<int:project_id>/comment-policy
e   POST   /studio/comments/<int:comment_id>/answers
e   POST   /studio/comments/<int:comment_id>/moderation
f   GET    /studio/projects/<int:project_id>/backers
f   GET    /studio/projects/<int:project_id>/backers.csv
f   GET    /studio/projects/<int:project_id>/backers/<int:pledge_id>
f   POST   /studio/projects/<int:project_id>/backers/<int:pledge_id>/delivery
f   POST   /studio/projects/<int:project_id>/backers/<int:pledge_id>/messages
f   POST   /studio/projects/<int:project_id>/deliveries
f   GET    /studio/projects/<int:project_id>/recovery
f   GET    /studio/projects/<int:project_id>/recovery.csv
f   GET    /studio/projects/<int:project_id>/waitlist
f   GET    /studio/projects/<int:project_id>/waitlist.csv
f   GET    /studio/projects/<int:project_id>/messages
f   GET    /studio/projects/<int:project_id>/messages.csv
f   GET    /studio/projects/<int:project_id>/letters/
f   GET    /studio/projects/<int:project_id>/letters/new
f   POST   /studio/projects/<int:project_id>/letters/
f   POST   /studio/projects/<int:project_id>/letters/preview
f   GET    /studio/projects/<int:project_id>/letters/<int:broadcast_id>/
f   GET    /studio/messages/<int:conversation_id>/
f   POST   /studio/messages/<int:conversation_id>/
f   POST   /studio/messages/<int:conversation_id>/report
f   POST   /studio/messages/<int:conversation_id>/unread
efv GET    /studio/projects/<int:project_id>/figures
efv GET    /studio/projects/<int:project_id>/share
efv GET    /studio/projects/<int:project_id>/team
-   POST   /studio/projects/<int:project_id>/team/display
-   POST   /studio/projects/<int:project_id>/team/invitations
-   POST   /studio/team-invitations/<int:invitation_id>/letter
-   POST   /studio/team-invitations/<int:invitation_id>/revocation
-   POST   /studio/team-members/<int:member_id>/role
-   POST   /studio/team-members/<int:member_id>/removal
f   GET    /studio/projects/<int:project_id>/surveys
f   POST   /studio/projects/<int:project_id>/surveys
f   GET    /studio/surveys/<int:survey_id>/
f   POST   /studio/surveys/<int:survey_id>/
f   GET    /studio/surveys/<int:survey_id>/preview
f   GET    /studio/surveys/<int:survey_id>/letter
f   GET    /studio/surveys/<int:survey_id>/sending
f   POST   /studio/surveys/<int:survey_id>/sending
f   POST   /studio/surveys/<int:survey_id>/lock
f   GET    /studio/surveys/<int:survey_id>/answers
f   GET    /studio/surveys/<int:survey_id>/answers.csv
f   GET    /studio/surveys/<int:survey_id>/summary
f   POST   /studio/surveys/<int:survey_id>/questions
f   GET    /studio/survey-questions/<int:question_id>/
f   POST   /studio/survey-questions/<int:question_id>/
f   POST   /studio/survey-questions/<int:question_id>/move
f   POST   /studio/survey-questions/<int:question_id>/removal
f   POST   /studio/surveys/<int:survey_id>/removal
f   POST   /studio/projects/<int:project_id>/address-lock
f   POST   /studio/projects/<int:project_id>/address-lock/removal
f   POST   /studio/projects/<int:project_id>/backers/<int:pledge_id>/unlock
f   POST   /studio/projects/<int:project_id>/backers/<int:pledge_id>/lock
-   GET    /studio/projects/<int:project_id>/late
-   POST   /studio/projects/<int:project_id>/late
-   POST   /studio/projects/<int:project_id>/late/end
-   GET    /studio/projects/<int:project_id>/milestones
-   POST   /studio/projects/<int:project_id>/milestones
-   POST   /studio/milestones/<int:milestone_id>/removal
-   GET    /studio/projects/<int:project_id>/stop
-   POST   /studio/projects/<int:project_id>/stop
-   GET    /studio/projects/<int:project_id>/matches
-   POST   /studio/projects/<int:project_id>/matches
-   POST   /studio/matches/<int:match_id>/end
"""
# For everybody who works on any project: lists of what is theirs, and what belongs to no project.
SHARED = {
    ("GET", "/studio/projects/"),
    ("GET", "/studio/comments/"),
    ("GET", "/studio/messages/"),
    ("POST", "/studio/projects/preview"),
}
ENDS = re.compile("deletion|removal|revocation|cancellation")
LETTERS = {"editor": "e", "fulfillment": "f", "viewer": "v"}


def table() -> dict[tuple[str, str], str]:
    lines = (line.split() for line in MAY.strip().splitlines())
    return {(method, path): who for who, method, path in lines}


def pages_for_workers(app) -> set[tuple[str, str]]:
    here = (route for route in routes_of(app) if route.need == "projects.work" and route.path.startswith("/studio/"))
    return {(route.method, route.path) for route in here} - SHARED


@pytest.fixture
def everything(telescope, new_project, back, ada, nell) -> dict[str, int]:
    """Something of everything in one project, by the names that addresses have for it."""
    draft = new_project("Comet", live=False)
    milestone = add_milestone(draft, title="Half", share_percent=50)
    variant = add_variant(draft.rewards[0], label="M")
    zone = add_zone(draft, name="World", countries=[])
    rate = add_tax_rate(draft, country=None, label="VAT", basis_points=100, is_included=True)
    goal = add_stretch_goal(telescope, amount=200_00, title="More")
    question = add_question(telescope, question="Why?", answer="Because.")
    pledge = back(telescope, ada, 20_00)
    found = {"comment": write_comment(telescope, ada, "Hello"), "variant": variant, "zone": zone, "rate": rate}
    found |= {"goal": goal, "question": question, "pledge": pledge, "reward": telescope.rewards[0]}
    found |= {
        "milestone": milestone,
        "conversation": write_as_backer(pledge, "When?").conversation,
        "project": telescope,
    }
    found |= {"invitation": invite_to_team(telescope, f"{unique('x')}@example.org", "viewer", by=nell)}
    sent = broadcast(telescope, nell, subject="Hi", body="Hello", state="counting", token="x")
    found |= {"broadcast": sent}
    terms = {"sponsor_name": "Acme", "percent": 100, "cap_amount": 50_00}
    found |= {"match": invite_sponsor(telescope, email=f"{unique('z')}@example.org", **terms)}
    found |= {"file": add_file(telescope.rewards[0], name="plan.pdf", data=b"%PDF-1.7 a plan")}
    survey = write_survey(telescope, title="Names")
    found |= {"survey": survey, "asked": ask(survey, label="Your name")}
    other = User.guest(f"{unique('y')}@example.org", "Ywonne")
    member = ProjectMember(project_id=telescope.id, user_id=other.id, role="viewer", invited_by_id=nell.id)
    db.session.add(member)
    db.session.commit()
    return {f"{name}_id": row.id for name, row in found.items()} | {"member_id": member.id, "draft_id": draft.id}


def test_every_route_of_the_studio_for_workers_is_in_the_table(app):
    assert pages_for_workers(app) == set(table())


@pytest.mark.parametrize("role", [*LETTERS, "elsewhere", "creator"])
def test_each_of_the_team_may_what_the_table_says(app, visit, demo, nell, helper, new_project, everything, role):
    draft = db.session.get_one(Project, (demo.id, everything["draft_id"]))
    if role == "creator":
        person = nell
    elif role == "elsewhere":
        person = helper("editor", new_project("Elsewhere"))
    else:
        person = helper(role)
        join_team(_code(invite_to_team(draft, person.email, role, by=nell)), person)
    db.session.commit()
    browser, wrong = visit(demo).sign_in(person), []
    for (method, path), who in sorted(table().items(), key=lambda row: bool(ENDS.search(row[0][1]))):
        named = path.replace("survey-questions/<int:question_id>", "survey-questions/<int:asked_id>")
        address = re.sub(r"<int:(\w+)>", lambda found: str(everything[found[1]]), named)
        answer = browser.get(address) if method == "GET" else browser.submit(address)
        may = role == "creator" or LETTERS.get(role, "?") in who
        # A draft that one has no part in is not there.
        if (answer.status_code in (403, 404)) is may or answer.status_code in (401, 500):
            wrong.append(f"{role}: {method} {path} → {answer.status_code}")
        db.session.rollback()
    assert wrong == []


def _code(invitation: ProjectInvitation) -> str:
    code = invitation.new_code()
    db.session.flush()
    return code


def test_the_api_asks_the_same_questions(telescope, helper, everything, client, new_project):
    pledge, reward = everything["pledge_id"], everything["reward_id"]
    asked = {
        ("PATCH", f"/projects/{telescope.id}/", "story"): "e",
        ("PATCH", f"/rewards/{reward}/", "reward"): "e",
        ("POST", f"/projects/{telescope.id}/questions/", "question"): "e",
        ("POST", f"/projects/{telescope.id}/updates/", "update"): "e",
        ("GET", f"/comments/?project_id={telescope.id}", ""): "efv",
        ("GET", f"/projects/{telescope.id}/deliveries/", ""): "f",
        ("GET", f"/projects/{telescope.id}/recoveries/", ""): "f",
        ("GET", f"/projects/{telescope.id}/broadcasts/", ""): "f",
        ("GET", f"/projects/{telescope.id}/surveys/", ""): "f",
        ("GET", f"/surveys/{everything['survey_id']}/replies/", ""): "f",
        ("GET", f"/pledges/{pledge}/surveys/", ""): "f",
        ("PUT", f"/projects/{telescope.id}/late-sale/", "late"): "",
        ("DELETE", f"/matches/{everything['match_id']}/", ""): "",
        ("GET", f"/projects/{telescope.id}/cancellation/", ""): "",
        ("GET", f"/projects/{telescope.id}/figures/", ""): "efv",
        ("GET", f"/projects/{telescope.id}/sources/", ""): "efv",
        ("GET", f"/projects/{telescope.id}/team/", ""): "efv",
        ("GET", f"/projects/{telescope.id}/ledger/", ""): "",
        ("GET", f"/projects/{telescope.id}/team-invitations/", ""): "",
        ("POST", f"/projects/{telescope.id}/launch/", ""): "",
        ("POST", f"/projects/{telescope.id}/cancellation/", "reason"): "",
    }
    bodies = {
        "story": {"summary": "A telescope for every school in this town."},
        "reward": {"description": "By mail"},
        "question": {"question": "How?", "answer": "So."},
        "update": {"title": "News", "body_markdown": "Word.", "audience": "everyone", "status": "draft"},
        "reason": {"reason": "Enough"},
        "late": {"reward_ids": [reward]},
        "": None,
    }
    speakers = {letter: client(helper(role)) for role, letter in LETTERS.items()}
    speakers["?"] = client(helper("editor", new_project("Elsewhere")))
    wrong = []
    for (method, path, body), who in asked.items():
        for letter, speak in speakers.items():
            status = speak(method, path, bodies[body]).status_code
            if (status < 400) != (letter in who) and not path.startswith("/comments/"):
                wrong.append(f"{letter}: {method} {path} → {status}")
    assert wrong == []
    assert speakers["e"]("PATCH", f"/projects/{telescope.id}/", {"comment_policy": "off"}).status_code == 403
    assert speakers["f"]("GET", f"/pledges/{pledge}/").status_code == 200
    assert speakers["e"]("GET", f"/pledges/{pledge}/").status_code == 404
    assert speakers["v"]("GET", f"/comments/?project_id={telescope.id}").json["data"] == []


def test_an_editor_of_a_draft_writes_its_story_and_neither_goal_nor_deadline(new_project, helper, visit, demo, nell):
    draft = new_project("Comet", live=False)
    browser = visit(demo).sign_in(helper("editor", draft))
    page = browser.get(f"/studio/projects/{draft.id}/").text
    assert 'name="story"' in page
    assert 'name="goal"' not in page
    assert "Launch" not in page
    changed = {"summary": "Shorter than before, and better.", "category": "", "story": draft.story, "risks": "None"}
    assert browser.submit(f"/studio/projects/{draft.id}/", **changed, goal="1.00", title="Mine").status_code == 303
    db.session.expire_all()
    assert (draft.summary, draft.goal_amount, draft.title) == (changed["summary"], 100_00, "Comet")


def test_an_editor_writes_an_update_and_nothing_else_on_the_blog(telescope, helper, visit, demo):
    browser = visit(demo).sign_in(helper("editor"))
    assert browser.get("/studio/posts/new").status_code == 404
    assert browser.submit("/studio/posts/", title="A post of mine").status_code == 404
    about = f"project:{telescope.id}"
    answer = browser.submit("/studio/posts/", title="The mirror is poured", about=about)
    assert answer.status_code == 303
    assert browser.get(path_of(answer.location)).status_code == 200
    assert "The mirror is poured" in browser.get(f"/studio/projects/{telescope.id}/updates").text
    viewer = visit(demo).sign_in(helper("viewer"))
    assert viewer.get(f"/studio/posts/new?about={about}").status_code == 403
    assert viewer.submit("/studio/posts/", title="Not mine", about=about).status_code == 403
    assert viewer.get(path_of(answer.location)).status_code == 403


def test_each_sees_the_pages_they_may_open_and_no_other(telescope, helper, visit, demo):
    tabs = {
        "editor": ("Project", "Updates", "Comments", "Page", "Share", "Figures", "Team"),
        "fulfillment": ("Backers", "Messages", "Surveys", "Share", "Figures", "Team"),
        "viewer": ("Share", "Figures", "Team"),
    }
    for role, expected in tabs.items():
        browser = visit(demo).sign_in(helper(role))
        page = browser.get(f"/studio/projects/{telescope.id}/figures").text
        shown = re.search(r'aria-label="Parts of the project".*?</nav>', page, re.S)[0]
        assert tuple(re.findall(r">([A-Z]\w+)</a>", shown)) == expected
        listed = browser.get("/studio/projects/").text
        assert telescope.title in listed
        assert "New project" not in listed
        first = re.search(rf'<th scope="row"><a href="([^"]+)">{telescope.title}', listed)[1]
        assert browser.get(first).status_code == 200


def test_fulfillment_hears_of_messages_and_editors_of_comments(telescope, helper, back, ada, nell, mails):
    editor, fulfillment, viewer = helper("editor"), helper("fulfillment"), helper("viewer")
    from educrowd.core.outbox import OutboxEntry

    pledge = back(telescope, ada, 20_00)
    write_as_backer(pledge, "When?")
    write_comment(telescope, ada, "Hello")
    db.session.execute(update(OutboxEntry).where(OutboxEntry.done_at.is_(None)).values(run_at=utcnow()))
    run_jobs()
    assert {letter["To"] for letter in mails("wrote to you about")} == {nell.email, fulfillment.email}
    assert {letter["To"] for letter in mails("new comment")} == {nell.email, editor.email}
    assert viewer.email


# ---- changing and ending ------------------------------------------------------------------------------


def test_whoever_is_taken_out_is_out_with_the_next_request(telescope, helper, nell, visit, demo, client):
    person = helper("editor")
    browser, speak = visit(demo).sign_in(person), client(person)
    page = f"/studio/projects/{telescope.id}/"
    assert browser.get(page).status_code == 200
    member = db.session.query(ProjectMember).filter_by(user_id=person.id).one()
    gone = visit(demo).sign_in(nell).submit(f"/studio/team-members/{member.id}/removal")
    assert gone.status_code == 303
    assert browser.get(page).status_code == 403
    assert speak("PATCH", f"/projects/{telescope.id}/", {"summary": "Mine again, all of it."}).status_code == 403


def test_a_changed_role_counts_with_the_next_request(telescope, helper, nell, visit, demo):
    person = helper("editor")
    browser = visit(demo).sign_in(person)
    member = db.session.query(ProjectMember).filter_by(user_id=person.id).one()
    here = f"/studio/team-members/{member.id}/role"
    assert browser.submit(here, role="fulfillment").status_code == 403
    assert visit(demo).sign_in(nell).submit(here, role="fulfillment").status_code == 303
    assert browser.get(f"/studio/projects/{telescope.id}/").status_code == 403
    assert browser.get(f"/studio/projects/{telescope.id}/backers").status_code == 200


def test_who_holds_two_roles_keeps_the_other(telescope, helper, nell):
    person = helper("editor")
    join_team(_code(invite_to_team(telescope, person.email, "viewer", by=nell)), person)
    editor = next(member for member in telescope.members if (member.user_id, member.role) == (person.id, "editor"))
    with pytest.raises(Refused):
        change_role(editor, "viewer")
    leave_team(editor)
    db.session.commit()
    assert not telescope.editable_by(person)
    assert telescope.figures_seen_by(person)


def test_one_leaves_by_oneself_and_the_studio_closes_with_the_last_project(telescope, helper, visit, demo):
    person = helper("viewer")
    browser = visit(demo).sign_in(person)
    member = db.session.query(ProjectMember).filter_by(user_id=person.id).one()
    assert browser.get("/studio/projects/").status_code == 200
    assert browser.submit(f"/studio/team-members/{member.id}/removal").location == "/"
    assert browser.get("/studio/projects/").status_code == 403
    assert not person.was_removed


def test_staff_who_take_the_role_on_the_site_away_end_all_of_it(telescope, helper, visit, demo):
    person = helper("editor")
    browser = visit(demo).sign_in(person)
    for membership in nell_memberships(person):
        if membership.role == "collaborator":
            membership.end()
    db.session.commit()
    assert browser.get(f"/studio/projects/{telescope.id}/").status_code == 403


def test_the_team_is_shown_when_wished(telescope, helper, nell, visit, demo, visitor):
    helper("editor")
    page = f"/projects/{telescope.slug}"
    assert "<h2>Team</h2>" not in visitor.get(page).text
    display = f"/studio/projects/{telescope.id}/team/display"
    assert visit(demo).sign_in(nell).submit(display, shows_team="y").status_code == 303
    shown = visitor.get(page).text
    assert "<h2>Team</h2>" in shown
    assert "Editor<small>Writes" in shown


def test_the_team_through_the_api(telescope, nell, ada, client, invitation_link):
    ada.is_verified = True
    db.session.commit()
    creators, mine = client(nell), client(ada)
    asked = creators("POST", f"/projects/{telescope.id}/team-invitations/", {"email": ada.email, "role": "viewer"})
    assert asked.status_code == 201
    code = invitation_link(ada.email).rpartition("/")[2]
    assert mine("POST", "/team-members/", {"code": "wrong"}).status_code == 404
    joined = mine("POST", "/team-members/", {"code": code})
    assert (joined.status_code, joined.json["data"]["role"]) == (201, "viewer")
    assert mine("POST", "/team-members/", {"code": code}).status_code == 404
    one = f"/team-members/{joined.json['data']['id']}/"
    assert mine("PATCH", one, {"role": "editor"}).status_code == 403
    assert creators("PATCH", one, {"role": "editor"}).json["data"]["role"] == "editor"
    assert [row["name"] for row in mine("GET", f"/projects/{telescope.id}/team/").json["data"]] == [ada.name]
    assert mine("DELETE", one).status_code == 204
    assert mine("GET", f"/projects/{telescope.id}/team/").status_code == 403
    again = creators("POST", f"/projects/{telescope.id}/team-invitations/", {"email": ada.email, "role": "editor"})
    there = f"/team-invitations/{again.json['data']['id']}/"
    assert creators("GET", there).status_code == 200
    assert creators("DELETE", there).status_code == 204
    assert creators("GET", there).status_code == 404


def test_another_creator_decides_nothing_here(telescope, new_person, visit, demo, client, everything):
    carl = new_person("carl", "creator")
    browser = visit(demo).sign_in(carl)
    team = f"/studio/projects/{telescope.id}/team"
    assert browser.get(team).status_code == 403
    assert browser.submit(f"{team}/invitations", email=carl.email, role="editor").status_code == 403
    assert client(carl)("GET", f"/team-members/{everything['member_id']}/").status_code == 404
    assert client(carl)("DELETE", f"/team-invitations/{everything['invitation_id']}/").status_code == 404
