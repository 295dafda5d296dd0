from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError

from educrowd.blueprints.crowdfunding.backers.finding import backers_like
from educrowd.blueprints.crowdfunding.collecting.closing import close_project
from educrowd.blueprints.crowdfunding.launching.cancelling import cancel_project
from educrowd.blueprints.crowdfunding.launching.suspending import resume_project, suspend_project
from educrowd.blueprints.crowdfunding.models import Project
from educrowd.blueprints.crowdfunding.models.errors import Frozen, ProjectClosed
from educrowd.blueprints.crowdfunding.pledging.links import page_of
from educrowd.blueprints.crowdfunding.pledging.pledging import activate
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs


@pytest.fixture
def suspended(telescope, back, ada) -> Project:
    """A project that Ada backs, taken off the site."""
    back(telescope, ada, 120_00)
    suspend_project(telescope, reason="Somebody claims that the pictures are theirs.")
    db.session.commit()
    return telescope


def test_a_suspended_project_is_hidden_and_takes_no_pledges(suspended, visitor, back, people):
    page = f"/projects/{suspended.slug}"
    assert visitor.get(page).status_code == 404
    assert visitor.get(f"{page}/figures").status_code == 404
    assert visitor.get(f"{page}/pledge").status_code == 404
    assert suspended.title not in visitor.get("/projects/").text
    with pytest.raises(ProjectClosed):
        back(suspended, people(1)[0], 10_00)


def test_it_does_not_end_while_it_is_suspended(suspended, pass_deadline):
    pass_deadline(suspended)
    close_project(suspended.id)
    assert suspended.state == "live"
    resume_project(suspended)
    run_jobs()
    assert suspended.is_successful


def test_a_card_saved_meanwhile_does_not_count(telescope, visit_card_page, ada, sandbox):
    pledge = visit_card_page(telescope, ada, 10_00)
    suspend_project(telescope, reason="Checking.")
    db.session.commit()
    sandbox.fill_in_card(pledge.card.url)
    activate(pledge)
    assert pledge.state == "cancelled"


def test_its_backers_may_go(suspended):
    pledge = db.session.scalars(backers_like(suspended)).one()
    pledge.cancel()
    db.session.commit()
    db.session.expire_all()
    assert (pledge.state, suspended.totals.pledged_amount) == ("cancelled", 0)


def test_resuming_gives_the_time_back_if_the_staff_wants(suspended):
    was = suspended.deadline
    suspended.suspended_at = utcnow() - timedelta(minutes=20)
    db.session.commit()
    resume_project(suspended, gives_time_back=True)
    db.session.commit()
    assert timedelta(minutes=20) <= suspended.deadline - was < timedelta(minutes=21)


@pytest.mark.parametrize(
    "change",
    [
        "suspended_at = NULL, deadline = deadline + interval '1 day'",
        "deadline = deadline - interval '1 minute'",
        "deadline = deadline + interval '1 minute'",
    ],
)
def test_the_database_gives_no_more_time_than_was_taken(suspended, change):
    with pytest.raises(DatabaseError, match="frozen"):
        db.session.execute(text(f"UPDATE public.projects SET {change} WHERE id = :id"), {"id": suspended.id})
    db.session.rollback()


def test_the_deadline_of_a_live_project_stands(telescope):
    with pytest.raises(DatabaseError, match="frozen"):
        db.session.execute(update(Project).values(deadline=Project.deadline + timedelta(days=1)))
    db.session.rollback()


def test_the_staff_suspends_and_resumes_on_a_page(telescope, visit, demo, owner, nell, visitor):
    staff, page = visit(demo).sign_in(owner), f"/studio/projects/{telescope.id}/suspension"
    assert staff.submit(page, reason="").status_code == 422
    assert staff.submit(page, reason="Please call us.").status_code == 303
    assert staff.submit(page, reason="Again.").status_code == 422
    run_jobs()
    letter = next(one for one in visitor.get("/_dev/mail.json").json if nell.email in one["to"])
    assert "Please call us." in letter["text"]
    assert visit(demo).sign_in(nell).submit(page, reason="Mine").status_code == 403
    assert staff.submit(f"/studio/projects/{telescope.id}/resumption").status_code == 303
    db.session.expire_all()
    assert telescope.is_open


def test_a_cancelled_project_lets_everybody_go_and_says_why(telescope, back, ada, visit, demo, nell, visitor):
    pledge = back(telescope, ada, 50_00)
    creator = visit(demo).sign_in(nell)
    page = f"/studio/projects/{telescope.id}/cancellation"
    assert creator.submit(page, reason="").status_code == 422
    assert creator.submit(page, reason="The glass works has closed.").status_code == 303
    run_jobs()
    assert (telescope.state, pledge.state, telescope.raised.minor) == ("cancelled", "released", 0)
    letter = next(one for one in visitor.get("/_dev/mail.json").json if ada.email in one["to"])
    assert "The glass works has closed." in letter["text"]
    for page in (f"/projects/{telescope.slug}", page_of(pledge.public_id).removeprefix(visitor.origin)):
        told = visitor.get(page)
        assert told.status_code == 200
        assert "project was cancelled" in told.text and "The glass works has closed." in told.text
    assert telescope.slug not in visitor.get("/projects/").text
    assert visitor.get(f"/projects/{telescope.slug}/pledge").status_code != 200


def test_what_was_cancelled_while_the_staff_kept_it_off_the_site_stays_off(suspended, new_project, visitor):
    in_review = new_project("Globe", live=False)
    in_review.state = "review"
    for project in (suspended, in_review):
        cancel_project(project, reason="No time.")
    run_jobs()
    for project in (suspended, in_review):
        assert visitor.get(f"/projects/{project.slug}").status_code == 404


def test_what_has_charged_or_ended_is_not_cancelled(new_project, back, ada, telescope, end):
    keeping = new_project("Mug", kind="keep_it_all")
    back(keeping, ada, 20_00)
    run_jobs()
    with pytest.raises(Frozen, match="refunded"):
        cancel_project(keeping, reason="Changed my mind.")
    end(telescope)
    with pytest.raises(Frozen):
        cancel_project(telescope, reason="Too late.")
