"""Subscribing to a plan on the provider's page: once, with any card, within and after the trial."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest

from educrowd.blueprints.tenant.plans.settling import settle_plan
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.migrating import owner_engine
from educrowd.core.payments.checking import findings
from educrowd.core.payments.gateway import gateway
from tests.tenant.plans import (
    DAY,
    MONTH,
    book,
    forget_prices,
    invoices,
    letters,
    mine,
    pass_time,
    site,
    stripe,
    subscribe,
)


def test_a_plan_is_paid_on_the_providers_page_and_is_in_force_at_once(boss, bank, demo):
    subscribe(boss, bank)
    tenant = site()
    assert (tenant.subscription_plan, tenant.status, tenant.on_trial) == ("studio", "active", False)
    assert tenant.paid_until > utcnow().date()
    assert invoices() == [("paid", 29_00)]
    assert book()["plan_income"] == -29_00
    assert book()["psp_balance"] == 29_00 - book()["processing_fees"]
    with tenancy.bind(demo.id):
        assert current.plan.limit("courses") == 50
    shown = boss.get("/studio/plan/").text
    assert "$29.00 a month" in shown and "Paid" in shown and "Cancel…" in shown
    assert (letters("started") >= 1, findings()) == (True, [])


def test_settling_again_and_again_books_once(boss, bank):
    subscribe(boss, bank)
    for _ in range(3):
        settle_plan()
        db.session.commit()
    assert (invoices(), book()["plan_income"], findings()) == ([("paid", 29_00)], -29_00, [])


def test_a_plan_is_renewed(boss, bank):
    subscribe(boss, bank)
    pass_time(bank, MONTH)
    assert invoices() == [("paid", 29_00), ("paid", 29_00)]
    assert book()["plan_income"] == -58_00
    assert findings() == []


def test_a_card_that_is_declined_changes_nothing(boss, bank):
    chosen = boss.submit("/studio/plan/checkout", plan="studio", interval="month")
    page = boss.get(chosen.location).location
    fields = {"number": "4000 0000 0000 0002", "expiry": "12/34", "cvc": "1", "name": "A", "email": "a@b.org"}
    assert bank.http.post(page, data=fields, allow_redirects=False).status_code not in (302, 303)
    settle_plan()
    db.session.commit()
    assert (site().subscription_plan, mine().is_live) == ("free", False)
    assert findings() == []


def test_two_pages_never_make_two_subscriptions(boss, bank):
    first = boss.submit("/studio/plan/checkout", plan="studio", interval="month").location
    old_page = boss.get(first).location
    second = boss.submit("/studio/plan/checkout", plan="academy", interval="year").location
    bank.fill_in_card(boss.get(second).location)
    assert bank.http.get(old_page).text.find("4242") == -1
    settle_plan()
    db.session.commit()
    live = [each for each in gateway().list_subscriptions(mine().customer_id) if each.status == "active"]
    assert (len(live), site().subscription_plan) == (1, "academy")
    refused = boss.submit("/studio/plan/checkout", plan="studio", interval="month")
    assert refused.status_code == 409 and "subscription already" in refused.text


def test_two_clicks_are_one_subscription(boss, bank, app, visit, demo, owner):
    wished = {boss.submit("/studio/plan/checkout", plan="studio", interval="month").location for _ in range(2)}
    [address] = wished
    other = visit(demo).sign_in(owner)

    def click(browser):
        with app.app_context():
            return browser.get(address)

    with ThreadPoolExecutor(2) as pool:
        answers = [done.result() for done in [pool.submit(Context().run, click, each) for each in (boss, other)]]
    pages = {answer.location for answer in answers if answer.status_code == 303}
    assert len(pages) == 1 and all(answer.status_code in (303, 503) for answer in answers)
    bank.fill_in_card(pages.pop())
    settle_plan()
    db.session.commit()
    assert len(list(gateway().list_subscriptions(mine().customer_id))) == 1
    assert (len(invoices()), findings()) == (1, [])


def test_a_lost_reply_opens_the_same_page_again(boss, bank):
    chosen = boss.submit("/studio/plan/checkout", plan="studio", interval="month").location
    bank.fault("lost_reply", match="/v1/checkout/sessions", method="POST", times=1)
    assert boss.get(chosen).status_code == 503
    page = boss.get(chosen).location
    sessions = stripe().checkout.sessions.list({"customer": mine().customer_id}).data
    assert [each.url for each in sessions] == [page]


def test_a_card_whose_bank_asks_its_holder_pays_for_a_plan(boss, bank):
    subscribe(boss, bank, card="4000 0027 6000 3184")
    assert (site().subscription_plan, invoices(), findings()) == ("studio", [("paid", 29_00)], [])


@pytest.mark.parametrize(
    ("plan", "interval", "status"), [("free", "month", 422), ("x", "month", 422), ("studio", "week", 422)]
)
def test_what_cannot_be_subscribed_to_is_refused(boss, plan, interval, status):
    assert boss.submit("/studio/plan/checkout", plan=plan, interval=interval).status_code == status


def test_whoever_chooses_within_the_trial_pays_after_it(visit, demo, owner, new_bank):
    bank, boss = new_bank, visit(demo).sign_in(owner)
    subscribe(boss, bank)
    assert (mine().state, site().on_trial, invoices()) == ("trialing", True, [])
    pass_time(bank, 32 * DAY)
    assert (mine().state, site().on_trial, site().subscription_plan) == ("active", False, "studio")
    assert invoices() == [("paid", 29_00)]
    assert findings() == []


def test_a_page_that_the_provider_refuses_to_open_leaves_nothing_in_the_way(visit, demo, owner, new_bank):
    boss = visit(demo).sign_in(owner)
    wrong = "INSERT INTO public.plan_prices VALUES ('studio', 'month', 2900, 'USD', 'price_wrong')"
    with owner_engine().begin() as connection:
        connection.exec_driver_sql(wrong)
    chosen = boss.submit("/studio/plan/checkout", plan="studio", interval="month").location
    refused = boss.get(chosen)
    assert refused.status_code == 409 and "Choose the plan again" in refused.text
    forget_prices()
    subscribe(boss, new_bank)
    assert mine().is_live
