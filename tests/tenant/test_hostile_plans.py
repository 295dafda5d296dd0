"""Plans in hostile hands: addresses of the wrong kind, of another site, two clicks at once, a moment too late."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import PlanInvoice, PlanRequest
from educrowd.blueprints.tenant.plans import changing as changing_plans
from educrowd.blueprints.tenant.plans.settling import settle_plan
from educrowd.core import tenancy
from educrowd.core.db import db
from educrowd.core.payments.checking import findings
from educrowd.core.payments.gateway import gateway
from tests.races import at_once, meet_before
from tests.tenant.plans import (
    MONTH,
    give_card,
    invoices,
    mine,
    pass_time,
    set_site,
    site,
    spoil_card,
    stripe,
    subscribe,
)
from tests.tenant.test_plan_api import Api


def wishes(kind):
    db.session.rollback()
    return list(db.session.scalars(select(PlanRequest).where(PlanRequest.kind == kind).order_by(PlanRequest.id)))


def test_each_way_back_takes_visits_of_its_own_kind(boss, bank):
    boss.submit("/studio/plan/checkout", plan="studio", interval="month")
    [checkout] = wishes("checkout")
    boss.get(f"/studio/plan/checkout/{checkout.reference}")
    assert boss.get(f"/studio/plan/card/return?request={checkout.reference}").status_code == 404
    subscribe(boss, bank)
    boss.submit("/studio/plan/card")
    [card] = wishes("card")
    for path in (f"return?request={card.reference}", f"checkout/{card.reference}"):
        assert boss.get(f"/studio/plan/{path}").status_code == 404, path
    boss.submit("/studio/plan/cancellation")
    [cancelling] = wishes("cancel")
    for path in ("return?request=", "card/return?request=", "checkout/"):
        assert boss.get(f"/studio/plan/{path}{cancelling.reference}").status_code == 404, path
    assert (wishes("card")[0].state, findings()) == ("open", [])


@pytest.mark.parametrize("name", ["", "x", "0f0f0f0f-0000-4000-8000-000000000000", "0"])
def test_a_way_back_that_nobody_was_given_is_none(boss, bank, name):
    for path in ("return?request=", "card/return?request=", "checkout/"):
        assert boss.get(f"/studio/plan/{path}{name}").status_code == 404


def test_nobody_is_let_go_from_a_plan_that_was_paid_a_moment_before(boss, bank, demo):
    subscribe(boss, bank)
    spoil_card()
    pass_time(bank, MONTH)
    set_site(demo, status="past_due")
    give_card("visa")
    owed = db.session.scalars(PlanInvoice.latest().where(PlanInvoice.state == "open")).one()
    stripe().invoices.pay(owed.gateway_id)
    assert "The plan is paid for" in boss.get(boss.submit("/studio/plan/free").location).text
    assert (mine().state, site().subscription_plan, site().status) == ("active", "studio", "active")
    assert findings() == []


def test_two_clicks_on_the_same_change_are_charged_once(boss, bank, monkeypatch):
    subscribe(boss, bank)
    meet_before(monkeypatch, changing_plans, "require_price")
    change = partial(boss.submit, "/studio/plan/change", plan="academy", interval="month")
    assert {answer.status_code for answer in at_once(change, change)} <= {303, 409, 422}
    settle_plan()
    db.session.commit()
    paid = [amount for state, amount in invoices() if state == "paid" and amount]
    assert len(paid) == 2 and abs(paid[1] - 70_00) <= 1
    assert (site().subscription_plan, findings()) == ("academy", [])


def test_two_who_subscribe_at_once_have_one_page(boss, bank):
    choose = partial(boss.submit, "/studio/plan/checkout", plan="studio", interval="month")
    first, second = at_once(choose, choose)
    assert first.location == second.location and len(wishes("checkout")) == 1


def test_two_who_open_pages_of_two_plans_can_pay_on_one(boss, bank):
    pages = [
        boss.submit("/studio/plan/checkout", plan=plan, interval="month").location for plan in ("studio", "academy")
    ]
    at_once(*(partial(boss.get, page) for page in pages))
    states = sorted(each.state for each in wishes("checkout"))
    assert states == ["expired", "open"]


@pytest.mark.parametrize(
    "choice", [{"plan": "free"}, {"plan": "gold"}, {"plan": ""}, {"plan": "studio", "interval": "day"}]
)
def test_what_is_no_plan_to_pay_for_is_refused(boss, bank, owner, choice):
    subscribe(boss, bank, plan="academy")
    api = Api(boss, owner)
    assert api.ask("change", **choice).status_code == 422
    assert api.ask("checkout", **choice).status_code in (409, 422)
    query = "&".join(f"{name}={value}" for name, value in choice.items())
    assert api.get(f"/cost/?{query}").status_code == 422
    assert (site().subscription_plan, len(invoices())) == ("academy", 1)


def test_wishes_out_of_turn_change_nothing(boss, bank, owner):
    api = Api(boss, owner)
    for kind in ("change", "cancel", "resume", "card"):
        assert api.ask(kind, plan="studio").status_code == 409, kind
    subscribe(boss, bank)
    assert api.ask("checkout", plan="academy").status_code == 409
    assert api.ask("change", plan="studio").status_code == 422
    assert api.delete("/subscription/").status_code == 409
    assert (mine().state, len(invoices()), findings()) == ("active", 1, [])


def test_nobody_changes_a_plan_that_is_owed(boss, bank):
    subscribe(boss, bank)
    spoil_card()
    pass_time(bank, MONTH)
    give_card("visa")
    refused = boss.submit("/studio/plan/change", plan="academy", interval="month")
    assert refused.status_code == 409 and "open invoice" in refused.text
    assert wishes("change") == []


def test_another_sites_wishes_do_not_exist(boss, bank, visit, new_site):
    subscribe(boss, bank)
    boss.submit("/studio/plan/card")
    references = [each.reference for kind in ("checkout", "card") for each in wishes(kind)]
    atelier = new_site("atelier")
    with tenancy.bind(atelier):
        owner = db.session.scalars(User.owners()).one()
        theirs = Api(visit(atelier), owner)
        browser = visit(atelier).sign_in(owner)
        for reference in references:
            assert theirs.get(f"/requests/{reference}/").status_code == 404
            assert theirs.delete(f"/requests/{reference}/").status_code == 404
            for path in ("return?request=", "card/return?request=", "checkout/"):
                assert browser.get(f"/studio/plan/{path}{reference}").status_code == 404
        assert theirs.get("/invoices/").json["data"] == []


def test_a_subscription_of_another_price_is_believed_by_nobody(boss, bank):
    subscribe(boss, bank)
    product = {"name": "Studio, cheaper"}
    price = stripe().prices.create(
        {"currency": "usd", "unit_amount": 1_00, "recurring": {"interval": "month"}, "product_data": product}
    )
    item = {"id": mine().item_id, "price": price.id}
    stripe().subscriptions.update(mine().gateway_id, {"items": [item], "proration_behavior": "none"})
    with pytest.raises(Exception, match="the provider says"):
        settle_plan()
    db.session.rollback()
    assert mine().amount == 29_00
    [seen] = gateway().list_subscriptions(mine().customer_id)
    assert seen.amount == 1_00


def test_what_the_provider_counts_twice_is_believed_by_nobody(boss, bank):
    subscribe(boss, bank)
    item = {"id": mine().item_id, "quantity": 2}
    stripe().subscriptions.update(mine().gateway_id, {"items": [item], "proration_behavior": "none"})
    with pytest.raises(Exception, match="the provider says"):
        settle_plan()
    db.session.rollback()


def test_an_invoice_of_another_amount_is_believed_by_nobody(boss, bank):
    subscribe(boss, bank)
    db.session.execute(text("UPDATE public.plan_invoices SET total_amount = 1_00"))
    with pytest.raises(Exception, match="the provider says"):
        settle_plan()
    db.session.rollback()


def test_who_paid_on_one_page_pays_on_no_other(boss, bank):
    choose = partial(boss.submit, "/studio/plan/checkout", interval="month")
    page = boss.get(choose(plan="studio").location).location
    other = choose(plan="academy").location
    bank.fill_in_card(page)
    assert boss.get(other).status_code == 409
    settle_plan()
    db.session.commit()
    assert [each.status for each in gateway().list_subscriptions(mine().customer_id)] == ["active"]
    assert (site().subscription_plan, findings()) == ("studio", [])


def test_no_invoice_is_counted_back_below_what_was_paid(boss, bank):
    subscribe(boss, bank)
    with pytest.raises(Exception, match="refunded"):
        db.session.execute(text("UPDATE public.plan_invoices SET refunded_amount = paid_amount + 1"))
    db.session.rollback()
