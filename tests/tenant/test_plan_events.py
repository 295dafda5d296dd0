"""What the platform's own account tells of plans: twice, in any order, by strangers, or not at all."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest
from sqlalchemy import select

from educrowd.blueprints.tenant.models import PlanInvoice, PlanRequest
from educrowd.core import tenancy
from educrowd.core.db import db
from educrowd.core.payments.checking import findings
from educrowd.core.payments.inbox import WebhookEvent
from educrowd.core.payments.reconciling import sweep_platform_events
from tests.tenant.plans import book, invoices, mine, set_site, site, subscribe
from tests.webhooks import inbox, work_on_inbox


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
