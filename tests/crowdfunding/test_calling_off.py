"""Cancelling a project after cards were charged: everybody is refunded, then it is cancelled."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.collecting.closing import close_project
from educrowd.blueprints.crowdfunding.collecting.collecting import demand_payment
from educrowd.blueprints.crowdfunding.models import Pledge
from educrowd.blueprints.crowdfunding.pledging.pledging import activate
from educrowd.blueprints.crowdfunding.refunds import calling_off
from educrowd.blueprints.crowdfunding.refunds.called_off import finish_calling_off
from educrowd.blueprints.crowdfunding.refunds.calling_off import call_off, give_back_all, walk_back
from educrowd.core import ledger
from educrowd.core.db import db
from educrowd.core.payments import OwedRefund, Refund, gateway, settle_returns
from educrowd.core.payments.charging import charge
from educrowd.core.payments.leasing import Lease
from tests.jobs import run_jobs

WHY = "The glass works has closed."


@pytest.fixture
def staff(visitor, owner):
    return visitor.sign_in(owner)


@pytest.fixture
def shop(new_project):
    """A live project that charges at once."""
    return new_project("Mugs", kind="keep_it_all")


def call_it_off(project):
    call_off(project, reason=WHY)
    db.session.commit()
    run_jobs()
    db.session.expire_all()


def refunds_at_provider(pledge):
    return [seen.amount for seen in gateway().list_refunds(pledge.payment.account, charge=pledge.payment.charge_id)]


def test_the_staff_sees_every_figure_before_it_cancels(staff, shop, back, people, mails, visit, demo, nell):
    ann, ben, cem = people(3)
    pledges = [back(shop, ann, 30_00), back(shop, ben, 20_00)]
    back(shop, cem, 10_00, card="chargeCustomerFail")
    run_jobs()
    address = f"/studio/projects/{shop.id}/cancellation"
    page = staff.get(address).text
    assert "$50.00" in page and "2 backers" in page and "Cancel and give back $50.00" in page
    assert staff.submit(address, reason="").status_code == 422
    assert staff.submit(address, reason=WHY).status_code == 303
    assert "Being cancelled" in staff.get(f"/studio/projects/{shop.id}/").text
    assert "This project was cancelled" in visit(demo).get(f"/projects/{shop.slug}").text
    run_jobs()
    db.session.expire_all()
    assert (shop.state, shop.raised.minor, shop.collected.minor) == ("cancelled", 0, 0)
    assert [pledge.state for pledge in pledges] == ["refunded", "refunded"]
    assert [refunds_at_provider(pledge) for pledge in pledges] == [[30_00], [20_00]]
    assert ledger.balance(shop.funds_account, "USD") == 0
    letters = mails("Your refund")
    assert len(letters) == 2 and all(WHY in one.get_body(("plain",)).get_content() for one in letters)
    assert len(mails("“Mugs” will not happen")) == 1
    [told] = mails("“Mugs” is cancelled")
    assert told["To"] == nell.email and "$50.00 went back to 2 backers" in told.get_body(("plain",)).get_content()


def test_a_creator_cannot_give_money_back_by_cancelling(shop, back, ada, visit, demo, nell, client):
    back(shop, ada, 30_00)
    run_jobs()
    address = f"/studio/projects/{shop.id}/cancellation"
    creator = visit(demo).sign_in(nell)
    assert "Only the staff can give money back" in creator.get(address).text
    assert creator.submit(address, reason=WHY).status_code == 403
    assert client(nell)("POST", f"/projects/{shop.id}/cancellation/", {"reason": WHY}).status_code == 403
    db.session.expire_all()
    assert shop.state == "live"


def test_a_settled_project_takes_back_from_its_creator_what_goes_back(telescope, back, people, end):
    pledges = [back(telescope, guest, 60_00) for guest in people(2)]
    end(telescope)
    assert -ledger.balance("creator_payable", "USD") == 120_00
    call_it_off(telescope)
    assert (telescope.state, {pledge.state for pledge in pledges}) == ("cancelled", {"refunded"})
    assert ledger.balance("creator_payable", "USD") == ledger.balance(telescope.funds_account, "USD") == 0


def test_a_walk_that_dies_goes_on_and_nobody_is_refunded_twice(shop, back, people, monkeypatch):
    monkeypatch.setattr(calling_off, "BATCH", 2)
    pledges = [back(shop, guest, 10_00) for guest in people(5)]
    run_jobs()
    call_off(shop, reason=WHY)
    db.session.commit()
    walk_back(shop.id)
    db.session.commit()
    walk_back(shop.id)  # as if the first run had never told that it was done
    db.session.commit()
    call_off(shop, reason=WHY)  # and somebody pressed again
    db.session.commit()
    run_jobs()
    db.session.expire_all()
    assert shop.state == "cancelled"
    assert [refunds_at_provider(pledge) for pledge in pledges] == [[10_00]] * 5


def test_it_is_not_cancelled_before_the_last_one_has_their_money(shop, back, ada):
    back(shop, ada, 30_00)
    run_jobs()
    call_off(shop, reason=WHY)
    db.session.commit()
    finish_calling_off(shop.id)
    assert shop.state == "cancelling"
    run_jobs()
    db.session.expire_all()
    assert shop.state == "cancelled"


def test_a_refund_that_fails_is_owed_and_ordered_once_more(shop, back, ada, staff, sandbox):
    pledge = back(shop, ada, 30_00)
    run_jobs()
    call_it_off(shop)
    sandbox.act(pledge.payment.account, Refund.of(pledge.payment)[0].gateway_id, "fail")
    settle_returns(pledge.payment_id)
    db.session.commit()
    db.session.expire_all()
    assert "Payments to give back" in staff.get("/studio/").text
    run_jobs()
    owed = db.session.scalars(select(OwedRefund)).all()
    tries = Refund.of(pledge.payment)
    assert ([one.payment_id for one in owed], len(tries)) == ([pledge.payment_id], 2)
    assert (shop.state, pledge.state) == ("cancelled", "refunded")


def test_the_cards_that_are_being_charged_are_refunded_when_they_come(telescope, back, people, pass_deadline):
    pledges = [back(telescope, guest, 50_00) for guest in people(3)]
    pass_deadline(telescope)
    close_project(telescope.id)
    db.session.commit()
    telescope.state = "collecting"
    for pledge in pledges:
        demand_payment(pledge)
    db.session.commit()
    lease = Lease.take(1)
    call_it_off(telescope)
    assert telescope.state == "cancelling"
    assert sorted(pledge.state for pledge in pledges) == ["charging", "dropped", "dropped"]
    charge(lease)
    run_jobs()
    db.session.expire_all()
    assert (telescope.state, sorted(pledge.state for pledge in pledges)) == (
        "cancelled",
        ["dropped", "dropped", "refunded"],
    )


def test_nobody_pays_for_a_project_that_is_called_off(half_paid, visitor, ada):
    telescope, paid, owed = half_paid
    call_off(telescope, reason=WHY)
    db.session.commit()
    assert not (owed.takes_another_card or owed.awaits_bank or owed.can_pay_late)
    run_jobs()
    db.session.expire_all()
    assert (owed.state, owed.can_pay_late, paid.state, telescope.state) == ("dropped", False, "refunded", "cancelled")


def test_a_card_saved_meanwhile_does_not_count(shop, back, ada, people, visit_card_page, sandbox):
    back(shop, ada, 30_00)
    run_jobs()
    draft = visit_card_page(shop, people(1)[0], 20_00)
    sandbox.fill_in_card(draft.card.url)
    call_off(shop, reason=WHY)
    db.session.commit()
    activate(draft)
    db.session.commit()
    assert draft.state == "cancelled"
    run_jobs()


def test_a_disputed_payment_stays_with_the_banks(shop, back, people, sandbox):
    first, second = (back(shop, guest, 30_00) for guest in people(2))
    run_jobs()
    sandbox.act(first.payment.account, first.payment.charge_id, "dispute")
    settle_returns(first.payment_id)
    db.session.commit()
    call_it_off(shop)
    assert (first.state, second.state, shop.state) == ("disputed", "refunded", "cancelled")
    [dispute] = gateway().list_disputes(first.payment.account, charge=first.payment.charge_id)
    sandbox.act(first.payment.account, dispute.id, "win")
    settle_returns(first.payment_id)
    db.session.commit()
    run_jobs()
    assert [one.payment_id for one in db.session.scalars(select(OwedRefund))] == [first.payment_id]


@pytest.mark.parametrize("move", ["settled>cancelled", "collecting>cancelled"])
def test_the_database_cancels_nothing_that_was_paid_for_at_once(telescope, back, ada, end, move):
    back(telescope, ada, 120_00)
    end(telescope)
    with pytest.raises(DBAPIError):
        db.session.execute(text(f"UPDATE public.projects SET state = 'cancelled' WHERE id = {telescope.id}"))
    db.session.rollback()


def test_cancelling_through_the_api(shop, back, ada, client, nell, owner):
    back(shop, ada, 30_00)
    run_jobs()
    address = f"/projects/{shop.id}/cancellation/"
    figures = client(nell)("GET", address).json["data"]
    assert (figures["paid"], figures["amount"], figures["lacking_amount"]) == (1, 30_00, figures["lost_fees_amount"])
    answer = client(owner)("POST", address, {"reason": WHY})
    assert (answer.status_code, answer.json["data"]["state"]) == (200, "cancelling")
    run_jobs()
    db.session.expire_all()
    assert shop.state == "cancelled"
    assert client(owner)("POST", f"/projects/{shop.id}/refunds/").status_code == 409


def test_a_failed_refund_of_a_failed_project_can_be_walked_again(telescope, back, ada, end, staff):
    with pytest.raises(calling_off.NothingPaid):
        give_back_all(telescope)
    back(telescope, ada, 20_00)
    end(telescope)
    assert telescope.state == "failed"
    address = f"/studio/projects/{telescope.id}/refunds"
    assert "all have their money back" in staff.get(address).text
    assert staff.submit(address).location.endswith(address)
    assert db.session.scalar(select(Pledge.state)) == "released"
