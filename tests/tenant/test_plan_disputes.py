"""A plan's charge that its holder disputes with the bank: booked, told, shown, decided."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.admin.plan_dispute_mailers import SUBJECTS, send_plan_dispute
from educrowd.blueprints.auth.cli import make_operator
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import PlanDispute, PlanInvoice
from educrowd.blueprints.tenant.plans import settling as settling_plans
from educrowd.blueprints.tenant.plans.settling import settle_plan
from educrowd.core import mail, platform_book, tenancy
from educrowd.core.db import db
from educrowd.core.payments.checking import findings
from educrowd.core.payments.gateway import gateway
from tests.gateway import PLATFORM
from tests.tenant.plans import book, site, stripe, subscribe
from tests.webhooks import inbox, work_on_inbox

FEE = 15_00


@pytest.fixture
def paid(boss, bank):
    """The invoice of a site that pays for its plan."""
    subscribe(boss, bank)
    return db.session.scalars(PlanInvoice.latest()).one()


@pytest.fixture
def operator(owner):
    id = owner.id
    with tenancy.bind(None):
        make_operator(id)
    return owner


def settle():
    settle_plan(every_charge=True)
    db.session.commit()


def dispute(bank, invoice, action="dispute"):
    """The bank of whoever paid asks for the money."""
    bank.act(PLATFORM, invoice.charge_id, action)
    settle()
    return db.session.scalars(select(PlanDispute)).one()


def decide(bank, disputed, verdict):
    bank.act(PLATFORM, disputed.gateway_id, verdict)
    settle()


def mailed(person):
    asked = "SELECT args->'args'->>0 FROM public.outbox WHERE job LIKE '%send_plan_dispute' AND args->'args'->>1 = :id"
    return list(db.session.scalars(text(asked + " ORDER BY id"), {"id": str(person.id)}))


def lines():
    asked = select(platform_book.PlatformEntry).order_by(platform_book.PlatformEntry.id)
    return [(each.kind, each.debit, each.credit, each.amount) for each in db.session.scalars(asked)]


def test_what_a_bank_takes_back_is_booked_with_its_fee(paid, bank):
    dispute(bank, paid)
    assert lines()[2:] == [
        ("plan_dispute", "dispute_hold", "psp_balance", 29_00),
        ("plan_dispute_fee", "dispute_fees", "psp_balance", FEE),
    ]
    assert book()["dispute_hold"] == 29_00
    settle()
    assert len(lines()) == 4 and findings() == []
    assert site().subscription_plan == "studio"


def test_a_dispute_that_is_won_brings_the_money_back_but_not_the_fee(paid, bank):
    disputed = dispute(bank, paid)
    decide(bank, disputed, "win")
    assert (disputed.state, disputed.held_amount, disputed.closed_at is not None) == ("won", 0, True)
    assert (book()["dispute_hold"], book()["dispute_fees"], book()["plan_income"]) == (0, FEE, -29_00)
    assert findings() == []


def test_a_dispute_that_is_lost_leaves_no_income(paid, bank):
    disputed = dispute(bank, paid)
    decide(bank, disputed, "lose")
    settle()
    assert (book()["dispute_hold"], book()["plan_income"]) == (0, 0)
    assert (disputed.state, findings()) == ("lost", [])


def test_an_inquiry_moves_nothing(paid, bank):
    inquiry = dispute(bank, paid, "inquire")
    assert (inquiry.state, inquiry.held_amount, len(lines()), findings()) == ("warning_needs_response", 0, 2, [])


def test_a_disputed_charge_is_followed_however_old_it_is(paid, bank, monkeypatch):
    disputed = dispute(bank, paid)
    monkeypatch.setattr(settling_plans, "LATELY", timedelta(days=-3650))  # no invoice is young
    bank.act(PLATFORM, disputed.gateway_id, "lose")
    settle_plan()
    db.session.commit()
    assert disputed.state == "lost"


def test_operators_are_told_once_when_it_opens_and_when_it_is_decided(operator, paid, bank):
    disputed = dispute(bank, paid)
    settle()
    assert mailed(operator) == ["disputed"]
    decide(bank, disputed, "lose")
    assert mailed(operator) == ["disputed", "dispute_closed"]


@pytest.mark.parametrize("topic", SUBJECTS)
def test_the_letter_says_whose_plan_how_much_and_by_when(operator, demo, app, monkeypatch, topic):
    monkeypatch.setattr(mail, "_transport", lambda url: lambda message, _: sent.append(message))
    sent = []
    details = {"number": "AB-0001", "price": 29_00, "currency": "USD", "reason": "product_not_received"}
    with app.test_request_context():
        send_plan_dispute(topic, operator.id, details | {"until": "2027-01-31", "state": "lost"})
    said = sent[0].get_body(("plain",)).get_content()
    assert sent[0]["To"] == operator.email and demo.name in sent[0]["Subject"]
    assert "$29.00" in said and "AB-0001" in said and f"/operator/tenants/{demo.id}/" in said


def test_the_owner_and_the_operator_see_it(paid, bank, boss, visit, operator, demo):
    dispute(bank, paid)
    operator_sees = visit(None).sign_in(operator).get(f"/operator/tenants/{demo.id}/")
    for page in (boss.get("/studio/plan/"), operator_sees):
        assert "Disputed" in page.text and paid.number in page.text
    assert "Answer on the payment provider" in operator_sees.text


def test_operators_find_disputed_plans_among_what_needs_them(paid, bank, visit, operator, demo):
    overview = visit(None).sign_in(operator)
    told = f'href="/operator/tenants/{demo.id}/"'
    assert needs_operators(overview).count(told) == 0
    disputed = dispute(bank, paid)
    assert told in needs_operators(overview) and f"The plan of {demo.name} is disputed" in needs_operators(overview)
    decide(bank, disputed, "lose")
    assert told not in needs_operators(overview)


def needs_operators(overview):
    return overview.get("/operator/").text.partition("Newest sites")[0]


def test_an_event_of_a_dispute_finds_the_site_by_its_charge(paid, bank, deliver):
    bank.act(PLATFORM, paid.charge_id, "dispute")
    event = told(paid)
    assert deliver(event).status_code == 200
    work_on_inbox()
    assert inbox(event).error is None
    assert (db.session.scalars(select(PlanDispute.state)).one(), findings()) == ("needs_response", [])


def test_an_event_of_a_charge_that_is_no_plans_is_nobodys(paid, deliver):
    event = told(paid, charge="ch_of_nobody")
    deliver(event)
    work_on_inbox()
    assert "nobody's" in (inbox(event).error or "")
    assert db.session.scalars(select(PlanDispute)).all() == []


def told(invoice, **changes):
    subject = {"id": "du_1", "object": "dispute", "charge": invoice.charge_id, "currency": "usd"} | changes
    about = {"type": "charge.dispute.created", "created": int(time.time()), "livemode": False}
    return about | {"id": f"evt_{uuid4().hex}", "data": {"object": subject}}


def test_the_checker_notices_a_dispute_that_nobody_was_told_of(paid, bank):
    bank.act(PLATFORM, paid.charge_id, "dispute")
    assert any("dispute of a plan" in each and "2900" in each for each in findings())


def test_the_checker_notices_a_dispute_that_is_in_no_book(paid, bank):
    dispute(bank, paid)
    db.session.execute(text("UPDATE public.plan_disputes SET withdrawn_amount = 1"))
    found = findings()
    db.session.rollback()
    assert any("its disputes say" in each for each in found)


def test_a_card_that_is_disputed_by_itself_is_found_by_the_sweep(boss, bank):
    subscribe(boss, bank, card="4000 0000 0000 0259")
    bank.pass_time(60)
    settle()
    assert db.session.scalars(select(PlanDispute.reason)).one() == "fraudulent"
    assert findings() == []


def test_the_books_of_another_site_say_nothing_of_it(paid, bank, new_site):
    dispute(bank, paid)
    with tenancy.bind(new_site("atelier")):
        assert db.session.scalars(select(PlanDispute)).all() == []
        assert platform_book.balances() == [] and findings() == []


def test_the_list_of_the_provider_is_of_all_sites_and_only_ours_count(paid, bank):
    stranger = stripe().customers.create({"email": "mallory@example.org"}).id
    pay = {"amount": 5_00, "currency": "usd", "customer": stranger, "payment_method_types": ["card"]}
    charge = stripe().payment_intents.create(pay | {"payment_method": "pm_card_visa", "confirm": True})
    bank.act(PLATFORM, charge.latest_charge, "dispute")
    assert len(list(gateway().list_plan_disputes())) >= 1
    assert findings() == []


def test_operators_are_those_who_may_still_sign_in(operator):
    assert operator in db.session.scalars(User.operators()).all()
    operator.is_active = False
    db.session.flush()
    assert operator not in db.session.scalars(User.operators()).all()
    db.session.rollback()
