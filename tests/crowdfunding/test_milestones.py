import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.launching.creating import launch_project
from educrowd.blueprints.crowdfunding.models import Milestone
from educrowd.blueprints.crowdfunding.money.holding import held_back
from educrowd.blueprints.crowdfunding.money.milestones import add_milestone, release_by_hand
from educrowd.core import ledger
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.payments.standing import releasable
from tests.jobs import run_jobs


@pytest.fixture
def promising(new_project, course):
    """A live project that holds back 30% until two lessons are out, and 20% until the staff says so."""
    project = new_project(goal=10_00, live=False, course_id=course.id)
    add_milestone(project, title="Two lessons", share_percent=30, lessons_needed=2)
    add_milestone(project, title="Printed book", share_percent=20)
    launch_project(project)
    db.session.commit()
    return project


@pytest.fixture
def funded(promising, back, ada, end):
    back(promising, ada, 100_01)
    end(promising)
    assert promising.state == "settled"
    return promising


def handed_over():
    return -ledger.balance("creator_payable", "USD")


def test_settling_holds_back_what_was_promised(funded):
    assert (held_back(funded), handed_over()) == (50_01, 50_00)
    assert -ledger.balance(funded.funds_account, "USD") == 50_01
    assert releasable("USD") == ledger.balance("psp_balance", "USD") - 50_01


def test_promised_lessons_release_their_share_by_themselves(funded, course):
    course.add_lesson("Rough grinding")
    course.publish()
    run_jobs()
    assert [each.is_released for each in Milestone.of(funded)] == [True, False]
    assert handed_over() == 100_01 - held_back(funded) == 80_01


def test_a_lesson_too_few_releases_nothing(funded, course):
    course.require(course.lessons[0], False)
    course.publish()
    run_jobs()
    assert handed_over() == 50_00


def test_the_staff_releases_by_hand_and_only_once(funded, visitor, owner):
    boss, book = visitor.sign_in(owner), Milestone.of(funded)[1]
    for _ in range(2):
        assert boss.submit(f"/studio/milestones/{book.id}/release").status_code == 303
    run_jobs()
    assert (handed_over(), book.released_by_id) == (70_01, owner.id)
    assert "Printed book" in boss.get("/studio/audit/").text


def test_all_promises_kept_leave_nothing_behind(funded, course, owner):
    course.add_lesson("Rough grinding")
    course.publish()
    release_by_hand(Milestone.of(funded)[1], by=owner)
    run_jobs()
    assert (handed_over(), ledger.balance(funded.funds_account, "USD")) == (100_01, 0)


def test_creators_cannot_release_their_own(funded, visit, demo, nell, client):
    book = Milestone.of(funded)[1]
    assert visit(demo).sign_in(nell).submit(f"/studio/milestones/{book.id}/release").status_code == 403
    assert client(nell)("POST", f"/milestones/{book.id}/release/").status_code == 403
    assert not book.is_released


def test_visitors_see_what_is_held_back_and_for_what(promising, visitor):
    page = visitor.get(f"/projects/{promising.slug}").text
    assert "Two lessons" in page and "30%" in page and "waits for 2 lessons" in page


def test_promises_are_made_in_a_draft_only(new_project, visit, demo, nell, telescope):
    creator, draft = visit(demo).sign_in(nell), new_project(live=False)
    promise = {"title": "Printed book", "share_percent": "20", "lessons_needed": ""}
    assert creator.submit(f"/studio/projects/{draft.id}/milestones", **promise).status_code == 303
    assert "Printed book" in creator.get(f"/studio/projects/{draft.id}/milestones").text
    assert creator.submit(f"/studio/projects/{telescope.id}/milestones", **promise).status_code == 409
    for wrong in ({"share_percent": "0"}, {"share_percent": "91"}, {"lessons_needed": "3"}, {"title": ""}):
        assert creator.submit(f"/studio/projects/{draft.id}/milestones", **promise | wrong).status_code == 422
    creator.submit(f"/studio/milestones/{Milestone.of(draft)[0].id}/removal")
    assert Milestone.of(draft) == []


def test_milestones_through_the_api(new_project, client, nell):
    draft, api = new_project(live=False), client(nell)
    made = api("POST", f"/projects/{draft.id}/milestones/", {"title": "Printed book", "share_percent": 20})
    assert (made.status_code, made.json["data"]["released_at"]) == (201, None)
    listed = api("GET", f"/projects/{draft.id}/milestones/").json["data"]
    assert [each["title"] for each in listed] == ["Printed book"]
    assert client()("GET", f"/projects/{draft.id}/milestones/").status_code == 404
    for percent in (0, 91, True, 1.5):
        wrong = {"title": "x", "share_percent": percent}
        assert api("POST", f"/projects/{draft.id}/milestones/", wrong).status_code == 422
    assert api("DELETE", f"/milestones/{listed[0]['id']}/").status_code == 204


def test_no_more_than_ninety_percent_are_held_back(new_project):
    draft = new_project(live=False)
    add_milestone(draft, title="Most of it", share_percent=80)
    with pytest.raises(Invalid):
        add_milestone(draft, title="And more", share_percent=11)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE public.milestones SET share_percent = 1",
        "DELETE FROM public.milestones",
        "UPDATE public.milestones SET title = 'Less'",
        "INSERT INTO public.milestones (tenant_id, project_id, title, share_percent)"
        " SELECT tenant_id, project_id, 'More', 1 FROM public.milestones",
    ],
)
def test_the_database_keeps_promises_after_the_launch(promising, sql):
    with pytest.raises(DBAPIError):
        db.session.execute(text(sql))
    db.session.rollback()
