from uuid import uuid4

import pytest

from educrowd.core import ledger
from educrowd.core.db import db
from educrowd.core.payments import gateway, refund_payment, settle_returns
from tests.jobs import run_jobs


@pytest.fixture
def paid(new_project, back, ada, course, end):
    """A settled course project with one backer, whose 50.00 were collected."""
    telescope = new_project(goal=10_00, course_id=course.id)
    pledge = back(telescope, ada, 50_00, reward=telescope.rewards[0])
    end(telescope)
    assert (pledge.state, telescope.state) == ("collected", "settled")
    return pledge


def give_back(pledge, amount=None):
    refund = refund_payment(pledge.payment, amount, reason="requested", key=uuid4().hex)
    run_jobs()
    return refund


def dispute(sandbox, pledge, *actions):
    payment = pledge.payment
    sandbox.act(payment.account, payment.charge_id, "dispute")
    [seen] = gateway().list_disputes(payment.account, charge=payment.charge_id)
    for action in actions:
        sandbox.act(payment.account, seen.id, action)
    settle_returns(payment.id)
    run_jobs()


def shown(project):
    return (project.raised.minor, project.collected.minor, project.backers_count)


def test_a_part_given_back_leaves_the_pledge_collected_and_the_totals_smaller(paid, course, ada):
    give_back(paid, 20_00)
    assert (paid.state, paid.refunded_amount, shown(paid.project)) == ("collected", 20_00, (30_00, 30_00, 1))
    assert course.enrollment_of(ada).is_open
    assert ledger.balance("creator_payable", "USD") == -30_00


def test_who_gets_all_back_no_longer_counts_and_leaves_the_course(paid, course, ada):
    give_back(paid)
    assert (paid.state, shown(paid.project)) == ("refunded", (0, 0, 0))
    assert not course.enrollment_of(ada).is_open
    # What was made for somebody stays taken: the project is over.
    assert paid.project.rewards[0].taken == 1
    assert [event.to_state for event in paid.events][-2:] == ["collected", "refunded"]
    assert ledger.balance("creator_payable", "USD") == 0


def test_a_refund_that_fails_later_brings_everything_back(paid, sandbox, course, ada):
    refund = give_back(paid)
    sandbox.act(paid.payment.account, refund.gateway_id, "fail")
    settle_returns(paid.payment_id)
    run_jobs()
    assert (paid.state, paid.refunded_amount, shown(paid.project)) == ("collected", 0, (50_00, 50_00, 1))
    assert course.enrollment_of(ada).is_open
    assert ledger.balance("creator_payable", "USD") == -50_00


def test_a_disputed_pledge_counts_until_it_is_lost(paid, sandbox, course, ada):
    dispute(sandbox, paid)
    assert (paid.state, shown(paid.project)) == ("disputed", (50_00, 0, 1))
    [seen] = gateway().list_disputes(paid.payment.account, charge=paid.payment.charge_id)
    sandbox.act(paid.payment.account, seen.id, "lose")
    settle_returns(paid.payment_id)
    run_jobs()
    assert (paid.state, shown(paid.project)) == ("refunded", (0, 0, 0))
    assert not course.enrollment_of(ada).is_open
    assert ledger.balance("creator_payable", "USD") == 0


def test_a_dispute_that_is_won_makes_the_pledge_collected_again(paid, sandbox):
    dispute(sandbox, paid)
    [seen] = gateway().list_disputes(paid.payment.account, charge=paid.payment.charge_id)
    sandbox.act(paid.payment.account, seen.id, "win")
    settle_returns(paid.payment_id)
    run_jobs()
    assert (paid.state, shown(paid.project)) == ("collected", (50_00, 50_00, 1))


def test_a_part_refunded_then_disputed_and_lost(paid, sandbox):
    give_back(paid, 20_00)
    dispute(sandbox, paid, "lose")
    assert (paid.state, shown(paid.project)) == ("refunded", (0, 0, 0))


def test_a_refund_that_fails_after_the_backer_came_again_asks_a_person(new_project, back, ada, sandbox, monkeypatch):
    garden = new_project("Garden", kind="keep_it_all")
    first = back(garden, ada, 50_00)
    run_jobs()
    refund = give_back(first)
    back(garden, ada, 20_00)
    run_jobs()
    sandbox.act(first.payment.account, refund.gateway_id, "fail")
    settle_returns(first.payment_id)
    run_jobs()
    assert (first.state, first.payment.state, refund.state) == ("refunded", "captured", "failed")
    give_back(first)
    db.session.expire_all()
    assert (first.payment.state, garden.collected.minor) == ("refunded", 20_00)
