from datetime import timedelta

import pytest
from sqlalchemy import select

from educrowd.blueprints.crowdfunding.launching.reviewing import launch_scheduled, submit_project, withdraw_project
from educrowd.blueprints.crowdfunding.models import ProjectReview
from educrowd.blueprints.crowdfunding.models.errors import Frozen, NotReady
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs


@pytest.fixture
def draft(new_project):
    return new_project(live=False)


@pytest.fixture
def mailbox(visitor):
    """`mailbox(nell)` lists the subjects of the letters to nell, the newest first."""

    def letters(person) -> list[str]:
        return [one["subject"] for one in visitor.get("/_dev/mail.json").json if person.email in one["to"]]

    return letters


@pytest.fixture
def staff(visit, demo, owner):
    """The owner's browser, on a site that reviews projects."""
    browser = visit(demo).sign_in(owner)
    assert browser.submit("/studio/reviews/setting", review_projects="y").status_code == 303
    return browser


@pytest.fixture
def creator(visit, demo, nell):
    return visit(demo).sign_in(nell)


def at(project, step: str = "") -> str:
    return f"/studio/projects/{project.id}/{step}"


def test_a_story_is_previewed_unless_it_is_longer_than_a_story(creator):
    shown = creator.submit("/studio/projects/preview", htmx=True, story="*Brass*")
    assert shown.status_code == 200 and "<em>Brass</em>" in shown.text
    long = creator.submit("/studio/projects/preview", htmx=True, story="*Brass* " * 10_000)
    assert long.status_code == 422 and "50000 characters" in long.text and "<em>" not in long.text


def test_without_reviews_a_creator_launches_alone(creator, draft):
    creator.submit(at(draft, "launch"))
    db.session.expire_all()
    assert draft.state == "live"


def test_a_project_waits_for_the_staff_and_both_get_letters(staff, creator, draft, visitor, mailbox, nell, owner):
    assert "Send in for review" in creator.get(at(draft)).text
    creator.submit(at(draft, "launch"))
    db.session.expire_all()
    assert draft.state == "review"
    assert visitor.get(f"/projects/{draft.slug}").status_code == 404
    run_jobs()
    assert mailbox(owner)[0] == f"A project waits for your review: {draft.title}"
    assert draft.title in staff.get("/studio/reviews/").text
    assert staff.submit(at(draft, "approval"), **{"approve-words": "Lovely."}).status_code == 303
    run_jobs()
    assert draft.state == "live"
    assert mailbox(nell)[0] == f"“{draft.title}” is approved"
    assert visitor.get(f"/projects/{draft.slug}").status_code == 200


def test_what_is_sent_back_is_a_draft_with_the_staffs_words(staff, creator, draft, mailbox, nell):
    creator.submit(at(draft, "launch"))
    assert staff.submit(at(draft, "return"), **{"return-words": ""}).status_code == 422
    staff.submit(at(draft, "return"), **{"return-words": "Who grinds the mirror?"})
    run_jobs()
    assert draft.state == "draft"
    assert "Who grinds the mirror?" in creator.get(at(draft)).text
    assert mailbox(nell)[0] == f"“{draft.title}” needs another look"
    acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_id == draft.id))
    assert {"project.submitted", "project.sent_back"} <= set(acts)


def test_a_creator_may_not_approve(staff, creator, draft):
    creator.submit(at(draft, "launch"))
    assert creator.submit(at(draft, "approval")).status_code == 403
    assert creator.get("/studio/reviews/").status_code == 403
    assert creator.submit("/studio/reviews/setting").status_code == 403


def test_what_waits_cannot_be_changed_until_it_is_taken_back(staff, creator, draft, nell):
    creator.submit(at(draft, "launch"))
    db.session.expire_all()
    with pytest.raises(Frozen):
        draft.change(story="Something else altogether")
    with pytest.raises(Frozen):
        draft.rewards[0].change(title="A boat")
    creator.submit(at(draft, "withdrawal"))
    db.session.expire_all()
    draft.change(story=draft.story + " More.")
    assert db.session.scalars(ProjectReview.of(draft)).one().verdict == "withdrawn"


def test_a_verdict_is_given_once(staff, creator, draft, owner):
    creator.submit(at(draft, "launch"))
    staff.submit(at(draft, "approval"))
    assert staff.submit(at(draft, "return"), **{"return-words": "No."}).status_code == 409
    db.session.expire_all()
    assert draft.state == "live"


def test_a_scheduled_project_goes_live_at_its_time(draft, nell, mailbox, visitor):
    draft.launch_at = utcnow() + timedelta(minutes=10)
    submit_project(draft, by=nell)
    db.session.commit()
    launch_scheduled(draft.id)
    assert draft.state == "scheduled"
    assert visitor.get(f"/projects/{draft.slug}").status_code == 404
    draft.launch_at = utcnow() - timedelta(seconds=1)
    db.session.commit()
    launch_scheduled(draft.id)
    run_jobs()
    assert draft.state == "live"
    assert mailbox(nell)[0] == f"“{draft.title}” is live"


def test_a_launch_whose_deadline_came_too_near_is_a_draft_again(draft, nell, mailbox):
    draft.launch_at = utcnow() + timedelta(minutes=10)
    submit_project(draft, by=nell)
    db.session.flush()
    draft.launch_at, draft.deadline = utcnow() - timedelta(seconds=1), utcnow() - timedelta(seconds=1)
    db.session.commit()
    launch_scheduled(draft.id)
    run_jobs()
    assert draft.state == "draft"
    assert mailbox(nell)[0] == f"“{draft.title}” could not be launched"


def test_a_draft_that_was_taken_back_stays_one_at_its_time(draft, nell):
    draft.launch_at = utcnow() + timedelta(minutes=10)
    submit_project(draft, by=nell)
    withdraw_project(draft, by=nell)
    draft.launch_at = utcnow() - timedelta(seconds=1)
    db.session.commit()
    launch_scheduled(draft.id)
    assert draft.state == "draft"


def test_an_incomplete_draft_is_not_sent_in(draft, nell):
    draft.change(story="")
    with pytest.raises(NotReady):
        submit_project(draft, by=nell)


def test_the_setting_can_be_turned_off_again(staff, demo):
    staff.submit("/studio/reviews/setting")
    assert "Creators launch their projects themselves" in staff.get("/studio/reviews/").text


def test_reviews_and_suspensions_through_the_api(staff, client, draft, nell, owner):
    creator, boss, here = client(nell), client(owner), f"/projects/{draft.id}"
    assert creator("POST", f"{here}/launch/").json["data"]["state"] == "review"
    assert [one["project_id"] for one in boss("GET", "/reviews/").json["data"]] == [draft.id]
    assert creator("POST", f"{here}/reviews/", {"verdict": "approved"}).status_code == 403
    assert boss("POST", f"{here}/reviews/", {"verdict": "sent_back"}).status_code == 422
    assert creator("POST", f"{here}/withdrawal/").json["data"]["state"] == "draft"
    creator("POST", f"{here}/launch/")
    assert boss("POST", f"{here}/reviews/", {"verdict": "approved", "words": "Yes"}).json["data"]["state"] == "live"
    assert boss("POST", f"{here}/suspension/", {"reason": "Checking."}).json["data"]["suspended_at"]
    assert client()("GET", f"{here}/").status_code == 404
    assert boss("POST", f"{here}/resumption/", {"gives_time_back": True}).json["data"]["suspended_at"] is None
    assert creator("POST", f"{here}/cancellation/", {"reason": "No glass."}).json["data"]["state"] == "cancelled"
    verdicts = [one["verdict"] for one in creator("GET", f"{here}/reviews/").json["data"]]
    assert verdicts == ["approved", "withdrawn"]
