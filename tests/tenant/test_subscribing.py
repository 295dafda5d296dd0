"""Paying for a plan, on a sandbox of its own whose clock may be moved: from the first card to the last invoice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from typing import Any, cast
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.tenant.models import PlanInvoice, PlanRequest, Subscription, Tenant
from educrowd.blueprints.tenant.plan_keeping import look_after_plan, put_on
from educrowd.blueprints.tenant.resolving import changed
from educrowd.blueprints.tenant.settling_plans import settle_plan
from educrowd.core import platform_book, tenancy
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.migrating import owner_engine
from educrowd.core.payments.checking import findings
from educrowd.core.payments.gateway import gateway
from educrowd.core.payments.inbox import WebhookEvent
from educrowd.core.payments.reconciling import sweep_platform_events
from tests.gateway import running_sandbox
from tests.jobs import run_jobs
from tests.webhooks import inbox, work_on_inbox

DAY = 86_400
MONTH = 31 * DAY


@pytest.fixture(scope="module")
def clocked(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("plans")) as sandbox:
        yield sandbox


@contextmanager
def paying_at(app, sandbox):
    """The application with this payment provider."""
    settings = {"SECRET_KEY": "sk_test_sandbox", "WEBHOOK_SECRET": "whsec_tests", "API_BASE": sandbox.origin}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setitem(app.config, f"STRIPE_{name}", value)
        patch.delitem(app.extensions, "payment_gateway", raising=False)
        yield sandbox
        app.extensions.pop("payment_gateway", None)


@pytest.fixture
def bank(app, clocked):
    """The payment provider of these tests; its clock only goes forward."""
    with paying_at(app, clocked):
        yield clocked
        clocked.behave()


@pytest.fixture
def new_bank(app, tmp_path):
    """One whose clock is right, and which has heard of no price yet."""
    forget_prices()
    with running_sandbox(tmp_path) as sandbox, paying_at(app, sandbox):
        yield sandbox
    forget_prices()


def forget_prices():
    with owner_engine().begin() as connection:
        connection.exec_driver_sql("DELETE FROM public.plan_prices")


@pytest.fixture
def boss(visit, demo, owner, bank):
    """The owner of a site whose trial is over."""
    set_site(demo, on_trial=False, paid_until=None)
    return visit(demo).sign_in(owner)


def set_site(site, **values):
    with tenancy.transaction(site.id):
        tenant = db.session.get_one(Tenant, site.id)
        for name, value in values.items():
            setattr(tenant, name, value)
        changed()


def site() -> Any:
    db.session.rollback()
    return db.session.scalars(
        select(Tenant).where(Tenant.id == current.tenant_id).execution_options(populate_existing=True)
    ).one()


def mine() -> Any:
    db.session.rollback()
    return Subscription.mine()


def stripe() -> Any:
    """What the platform's bookkeeper could do in the provider's own dashboard."""
    return cast(Any, gateway()).client


def subscribe(boss, bank, plan="studio", interval="month", card="4242 4242 4242 4242"):
    chosen = boss.submit("/studio/plan/checkout", plan=plan, interval=interval)
    assert chosen.status_code == 303, chosen.text
    page = boss.get(chosen.location).location
    returned = bank.fill_in_card(page, card)
    boss.get(returned.removeprefix(boss.origin))


def pass_time(bank, seconds):
    bank.pass_time(seconds)
    settle_plan()
    db.session.commit()


def spoil_card():
    """The card on file begins to be declined."""
    client = stripe()
    failing = client.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": mine().customer_id})
    client.subscriptions.update(mine().gateway_id, {"default_payment_method": failing.id})


def invoices():
    return [(each.state, each.total_amount) for each in db.session.scalars(PlanInvoice.latest())][::-1]


def book():
    return {account: amount for account, _, amount in platform_book.balances()}


def letters(topic):
    asked = text("SELECT count(*) FROM public.outbox WHERE job LIKE '%send_plan_letter' AND args->'args'->>0 = :topic")
    return db.session.scalar(asked, {"topic": topic})


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


def test_a_dearer_plan_costs_the_difference_and_is_shown_before(boss, bank):
    subscribe(boss, bank)
    shown = boss.get("/studio/plan/change?plan=academy&interval=month").text
    assert "Paid now" in shown and "$70" in shown
    assert boss.submit("/studio/plan/change", plan="academy", interval="month").status_code == 303
    assert site().subscription_plan == "academy"
    assert [state for state, _ in invoices()] == ["paid", "paid"] and abs(invoices()[1][1] - 70_00) <= 1
    assert findings() == []


def test_a_change_that_the_card_does_not_pay_is_refused_as_a_whole(boss, bank):
    subscribe(boss, bank)
    spoil_card()
    refused = boss.submit("/studio/plan/change", plan="academy", interval="month")
    assert refused.status_code == 409 and "declined" in refused.text
    assert (site().subscription_plan, mine().state) == ("studio", "active")
    assert findings() == []


def test_a_lost_reply_changes_the_plan_once(boss, bank):
    subscribe(boss, bank)
    bank.fault("lost_reply", match="/v1/subscriptions/*", method="POST", times=1)
    boss.submit("/studio/plan/change", plan="academy", interval="month")
    db.session.execute(text("UPDATE public.outbox SET run_at = now() WHERE done_at IS NULL"))
    run_jobs()
    assert site().subscription_plan == "academy"
    assert len(invoices()) == 2 and findings() == []


def test_a_plan_is_cancelled_for_the_end_of_its_period_and_can_be_kept(boss, bank):
    subscribe(boss, bank)
    assert boss.submit("/studio/plan/cancellation").status_code == 303
    assert mine().cancels_at_period_end and site().subscription_plan == "studio"
    assert boss.submit("/studio/plan/resumption").status_code == 303
    assert not mine().cancels_at_period_end
    boss.submit("/studio/plan/cancellation")
    pass_time(bank, MONTH)
    assert (site().subscription_plan, site().status) == ("free", "active")
    assert letters("ended") >= 1 and findings() == []


def test_a_plan_that_is_not_paid_makes_the_site_read_only_after_its_grace(boss, bank, demo):
    subscribe(boss, bank)
    spoil_card()
    pass_time(bank, MONTH)
    tenant = site()
    assert (tenant.subscription_status, tenant.status, tenant.subscription_plan) == ("past_due", "active", "studio")
    assert 13 <= (tenant.subscription_expires_at - utcnow()).days <= 14
    assert letters("payment_failed") >= 1
    assert boss.submit("/studio/courses/", title="Still possible").status_code == 303
    set_site(demo, subscription_expires_at=utcnow())
    with tenancy.transaction(demo.id):
        look_after_plan()
    assert (site().status, letters("read_only") >= 1) == ("past_due", True)
    assert boss.submit("/studio/courses/", title="No more").status_code == 402
    assert boss.get("/studio/plan/").status_code == 200
    assert findings() == []


def test_another_card_pays_what_is_owed_and_the_site_works_again(boss, bank, demo):
    subscribe(boss, bank)
    spoil_card()
    pass_time(bank, MONTH)
    set_site(demo, subscription_expires_at=utcnow(), status="past_due")
    page = boss.submit("/studio/plan/card").location
    boss.get(bank.fill_in_card(page).removeprefix(boss.origin))
    assert (mine().state, site().status, site().subscription_expires_at) == ("active", "active", None)
    assert invoices() == [("paid", 29_00), ("paid", 29_00)]
    assert letters("paid_again") >= 1 and findings() == []


def test_who_cannot_pay_goes_on_with_the_free_plan(boss, bank, demo):
    subscribe(boss, bank)
    spoil_card()
    pass_time(bank, MONTH)
    set_site(demo, subscription_expires_at=utcnow(), status="past_due")
    assert boss.submit("/studio/plan/free").status_code == 303
    assert (site().subscription_plan, site().status) == ("free", "active")
    assert not any(each.status == "past_due" for each in gateway().list_subscriptions(mine().customer_id))
    settle_plan()
    db.session.commit()
    assert (site().subscription_plan, findings()) == ("free", [])


def test_a_subscription_that_ended_unpaid_leaves_the_choice_to_the_owner(boss, bank):
    subscribe(boss, bank)
    spoil_card()
    pass_time(bank, MONTH)
    for days in (3, 5, 7):
        pass_time(bank, days * DAY)
    assert (mine().state, site().subscription_status, site().subscription_plan) == ("canceled", "canceled", "studio")
    assert site().subscription_expires_at is not None


# ---- events ------------------------------------------------------------------------------------------


def event_about(type, subject, **changes):
    event = {"id": f"evt_{uuid4().hex}", "type": type, "created": int(time.time()), "livemode": False}
    return event | {"data": {"object": subject}} | changes


def reason(event) -> str:
    """Why the inbox did not believe it."""
    return inbox(event).error or ""


def invoice_event(**changes):
    [invoice] = db.session.scalars(PlanInvoice.latest())
    subject = {"id": invoice.gateway_id, "customer": mine().customer_id, "total": 29_00, "currency": "usd"}
    return event_about("invoice.paid", subject | changes)


def test_an_event_of_the_platforms_account_finds_the_site_by_its_customer(boss, bank, deliver):
    chosen = boss.submit("/studio/plan/checkout", plan="studio", interval="month")
    bank.fill_in_card(boss.get(chosen.location).location)
    session = db.session.scalars(select(PlanRequest.session_id)).one()
    event = event_about("checkout.session.completed", {"id": session, "customer": mine().customer_id})
    assert deliver(event).status_code == 200
    work_on_inbox()
    assert (reason(event), site().subscription_plan) == ("", "studio")
    assert findings() == []


@pytest.mark.parametrize("lie", [{"total": 1}, {"currency": "eur"}])
def test_an_event_of_another_amount_is_refused(boss, bank, deliver, lie):
    subscribe(boss, bank)
    event = invoice_event(**lie)
    deliver(event)
    work_on_inbox()
    assert "is not about" in reason(event)


def test_an_event_of_a_stranger_is_nobodys_and_a_live_one_is_refused(boss, bank, deliver):
    subscribe(boss, bank)
    stranger = invoice_event(customer="cus_nobody")
    live = invoice_event() | {"livemode": True}
    for event in (stranger, live):
        deliver(event)
    work_on_inbox()
    assert "nobody's" in reason(stranger) and "mixed up" in reason(live)
    assert deliver(invoice_event(), secret="whsec_wrong").status_code == 400


def test_an_event_from_a_connected_account_says_nothing_about_plans(boss, bank, deliver):
    subscribe(boss, bank)
    forged = invoice_event(total=1) | {"account": "acct_1Foreign"}
    assert deliver(forged).status_code == 200
    with tenancy.bind(None):
        assert db.session.get(WebhookEvent, ("stripe", forged["id"])) is None
    assert deliver(invoice_event(), tamper=b" ").status_code == 400


def test_events_that_come_twice_and_in_any_order_book_once(boss, bank, deliver):
    subscribe(boss, bank)
    paid = invoice_event()
    about = {"id": mine().gateway_id, "customer": mine().customer_id}
    told = [event_about(f"customer.subscription.{word}", about) for word in ("deleted", "updated", "created")]
    for event in (paid, *told, paid, *reversed(told)):
        assert deliver(event).status_code == 200
    work_on_inbox()
    assert [inbox(event).error for event in (paid, *told)] == [None] * 4
    assert (mine().state, invoices(), book()["plan_income"]) == ("active", [("paid", 29_00)], -29_00)
    assert findings() == []


def test_an_event_that_was_lost_is_swept_up(visit, demo, owner, new_bank):
    bank, boss = new_bank, visit(demo).sign_in(owner)
    set_site(demo, on_trial=False, paid_until=None)
    chosen = boss.submit("/studio/plan/checkout", plan="studio", interval="month")
    bank.fill_in_card(boss.get(chosen.location).location)
    with tenancy.bind(None):
        sweep_platform_events()
        db.session.commit()
    work_on_inbox()
    assert site().subscription_plan == "studio"


def test_what_the_operator_gives_back_leaves_the_book(boss, bank):
    subscribe(boss, bank)
    [invoice] = db.session.scalars(PlanInvoice.latest())
    stripe().refunds.create({"charge": invoice.charge_id, "amount": 9_00})
    settle_plan()
    db.session.commit()
    assert (invoice.refunded_amount, book()["plan_income"], findings()) == (9_00, -20_00, [])


def test_the_checker_notices_a_payment_that_is_in_no_book(boss, bank):
    subscribe(boss, bank)
    db.session.execute(text("UPDATE public.plan_invoices SET paid_amount = 1"))
    found = findings()
    assert any("the book says 2900" in each for each in found) and any("2900 at the provider" in each for each in found)
    db.session.rollback()


def test_a_plan_is_not_set_by_hand_while_somebody_pays_for_one(boss, bank):
    subscribe(boss, bank)
    with pytest.raises(Refused, match="by subscription"):
        put_on("academy")
    db.session.rollback()


def test_while_the_provider_is_away_the_page_says_so(boss, bank):
    subscribe(boss, bank)
    bank.fault("server_error", match="/v1/invoices/create_preview")
    assert boss.get("/studio/plan/change?plan=academy&interval=month").status_code == 503
