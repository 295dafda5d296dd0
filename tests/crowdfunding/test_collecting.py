import pytest

from educrowd.blueprints.crowdfunding.collecting import collecting
from educrowd.blueprints.crowdfunding.collecting.closing import close_project
from educrowd.blueprints.crowdfunding.collecting.collecting import start_collecting
from educrowd.blueprints.lms.models.errors import Promised
from educrowd.core import registry
from educrowd.core.db import db
from educrowd.core.payments import charge_due, finish_setup
from tests.jobs import run_jobs
from tests.queries import queries


def test_a_declined_card_leaves_the_project_collecting(half_paid):
    telescope, paid, owed = half_paid
    assert (paid.state, owed.state, telescope.state) == ("collected", "errored", "collecting")
    assert (telescope.collected.minor, telescope.at_risk.minor) == (50_00, 20_00)


def test_a_bank_that_wants_to_hear_its_customer_makes_the_pledge_wait(new_project, visit_card_page, sandbox, ada, end):
    telescope = new_project(goal=10_00)
    pledge = visit_card_page(telescope, ada, 50_00)
    sandbox.fill_in_card(pledge.card.url, number="4000 0027 6000 3184")
    finish_setup(pledge.card_setup_id)
    db.session.commit()
    end(telescope)
    assert (pledge.state, pledge.payment.state, pledge.payment.next_try_at) == (
        "action_required",
        "action_required",
        None,
    )


def test_a_course_that_a_project_promises_is_not_deleted(new_project, course, back, ada, end):
    """Nobody has a seat in it yet, and backers pay for one."""
    telescope = new_project(goal=10_00, course_id=course.id)
    back(telescope, ada, 10_00)
    with pytest.raises(Promised, match="“Telescope” promises seats"):
        course.delete()
    end(telescope)
    assert course.is_published and course.enrollment_of(ada)
    missed = new_project("Orbit", goal=500_00, course_id=course.id)
    end(missed)
    assert missed.state == "failed" and registry.promised.collect("course", course.id) == ["Telescope"]


def test_reaching_the_goal_opens_the_course_and_a_paid_pledge_takes_its_seat(new_project, back, ada, course, end):
    telescope = new_project(goal=10_00, course_id=course.id)
    back(telescope, ada, 50_00)
    assert course.status == "draft"
    end(telescope)
    assert course.status == "published"
    assert course.enrollment_of(ada).is_open


def test_a_reward_without_a_seat_does_not_enroll(new_project, back, ada, course, end):
    telescope = new_project(goal=10_00, course_id=course.id)
    telescope.rewards[0].gives_course = False
    back(telescope, ada, 50_00, reward=telescope.rewards[0])
    end(telescope)
    assert course.enrollment_of(ada) is None


def test_thousands_are_collected_in_batches(new_project, back, people, monkeypatch, end):
    monkeypatch.setattr(collecting, "BATCH", 2)
    telescope = new_project(goal=10_00)
    pledges = [back(telescope, guest, 10_00) for guest in people(5)]
    end(telescope)
    assert [pledge.state for pledge in pledges] == ["collected"] * 5
    assert telescope.state == "settled"


def test_many_charges_ask_the_database_hardly_more_often_than_few(new_project, back, people, pass_deadline):
    def asked_for(backers: int) -> int:
        telescope = new_project(goal=10_00)
        for guest in people(backers):
            back(telescope, guest, 10_00, reward=telescope.rewards[0])
        pass_deadline(telescope)
        close_project(telescope.id)
        start_collecting(telescope.id)
        db.session.commit()
        with queries() as asked:
            charge_due()
        db.session.commit()
        run_jobs()
        return len(asked)

    asked_for(1)  # the first one makes the accounts of the books
    few, many = asked_for(2), asked_for(12)
    assert many - few <= 1  # rows of different shapes may take a statement of their own
