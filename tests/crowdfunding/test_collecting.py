import re
from datetime import timedelta

import pytest

from educrowd.blueprints.crowdfunding import collecting, links
from educrowd.blueprints.crowdfunding.collecting import drop_unpaid
from educrowd.core import ledger
from educrowd.core.db import db, utcnow
from educrowd.core.payments import finish_setup, gateway
from tests.gateway import succeeded_at_provider
from tests.jobs import run_jobs


@pytest.fixture
def half_paid(new_project, back, ada, people, end):
    """A funded project: ada has paid, bob's card was declined."""
    telescope = new_project(goal=60_00)
    paid = back(telescope, ada, 50_00, reward=telescope.rewards[0])
    owed = back(telescope, people(1)[0], 20_00, card="chargeCustomerFail", reward=telescope.rewards[0])
    end(telescope)
    return telescope, paid, owed


def test_a_declined_card_leaves_the_project_collecting(half_paid):
    telescope, paid, owed = half_paid
    assert (paid.state, owed.state, telescope.state) == ("collected", "errored", "collecting")
    assert (telescope.collected.minor, telescope.at_risk.minor) == (50_00, 20_00)


def test_after_the_recovery_window_the_pledge_is_dropped_and_the_project_settled(half_paid, monkeypatch):
    telescope, _, owed = half_paid
    monkeypatch.setattr(collecting, "utcnow", lambda: utcnow() + timedelta(days=15))
    drop_unpaid()
    run_jobs()
    assert (owed.state, telescope.state, telescope.rewards[0].taken) == ("dropped", "settled", 1)
    assert ledger.balance("creator_payable", "USD") == -50_00
    assert succeeded_at_provider(owed.payment.account) == [50_00]


def test_a_crash_after_the_provider_cancelled_does_not_keep_the_pledge_waiting(half_paid, monkeypatch):
    telescope, _, owed = half_paid
    gateway().cancel_intent(owed.payment.account, owed.payment.intent_id)
    monkeypatch.setattr(collecting, "utcnow", lambda: utcnow() + timedelta(days=15))
    drop_unpaid()
    run_jobs()
    assert (owed.state, owed.payment.state, telescope.state) == ("dropped", "dropped", "settled")


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


def test_another_card_pays_what_the_first_one_could_not(half_paid, visitor, sandbox):
    telescope, _, owed = half_paid
    address = links.page_of(owed.public_id).removeprefix(visitor.origin)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', visitor.get(address).text)[0]
    answer = visitor.post(address.replace("?", "/card?"), data={"csrf_token": token})
    returns_to = sandbox.fill_in_card(answer.location)
    visitor.get(returns_to.removeprefix(visitor.origin))
    run_jobs()
    assert (owed.state, telescope.state, telescope.collected.minor) == ("collected", "settled", 70_00)
    assert succeeded_at_provider(owed.payment.account) == [20_00, 50_00]


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
