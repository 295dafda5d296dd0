import pytest

from educrowd.blueprints.crowdfunding.collecting.recovering import cancel_pledge
from educrowd.blueprints.crowdfunding.models.errors import Frozen
from educrowd.core import ledger
from educrowd.core.db import db
from tests.gateway import succeeded_at_provider
from tests.jobs import run_jobs


@pytest.fixture
def choir(new_project):
    return new_project("Choir", goal=500_00, kind="keep_it_all")


def test_a_card_is_charged_when_pledged_and_the_money_is_settled_at_the_end(choir, back, ada, end):
    pledge = back(choir, ada, 50_00)
    run_jobs()
    assert (choir.state, pledge.state, choir.collected.minor) == ("live", "collected", 50_00)
    assert ledger.balance(choir.funds_account, "USD") == -50_00
    end(choir)
    assert choir.state == "settled"
    assert ledger.balance("creator_payable", "USD") == -50_00


def test_what_was_charged_cannot_be_cancelled(choir, back, ada):
    pledge = back(choir, ada, 50_00)
    run_jobs()
    assert not pledge.is_cancellable
    with pytest.raises(Frozen):
        cancel_pledge(pledge)


def test_a_declined_pledge_has_its_window_while_the_project_is_live(choir, back, ada, days_pass):
    pledge = back(choir, ada, 50_00, card="chargeCustomerFail", reward=choir.rewards[0])
    run_jobs()
    assert (pledge.state, choir.rewards[0].taken, choir.at_risk.minor) == ("errored", 1, 50_00)
    days_pass(14)
    assert (choir.state, pledge.state, choir.rewards[0].taken, choir.raised.minor) == ("live", "dropped", 0, 0)


def test_a_declined_pledge_can_be_taken_back_and_made_again(choir, back, ada):
    pledge = back(choir, ada, 50_00, card="chargeCustomerFail", reward=choir.rewards[0])
    run_jobs()
    cancel_pledge(pledge)
    run_jobs()
    assert (pledge.state, pledge.payment.state, choir.rewards[0].taken) == ("dropped", "dropped", 0)
    again = back(choir, ada, 20_00)
    run_jobs()
    assert again.state == "collected"
    assert succeeded_at_provider(again.payment.account) == [20_00]
    assert not pledge.can_pay_late


def test_a_choir_that_ends_short_of_its_goal_keeps_what_came(choir, back, ada, end, visitor):
    back(choir, ada, 50_00)
    end(choir)
    page = visitor.get(f"/projects/{choir.slug}").text
    assert "Ended" in page and ">Funded<" not in page


def test_the_pages_say_that_the_card_is_charged_at_once(choir, visitor):
    db.session.commit()
    assert "charged at once" in visitor.get(f"/projects/{choir.slug}").text
    assert "whether the goal is reached or not" in visitor.get(f"/projects/{choir.slug}/pledge").text
