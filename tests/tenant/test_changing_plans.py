"""A plan that is changed, cancelled, not paid, paid again or given up."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from educrowd.blueprints.admin.plan_mailers import SUBJECTS, send_plan_letter
from educrowd.blueprints.auth.cli import make_operator
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import PlanInvoice
from educrowd.blueprints.tenant.plans.keeping import look_after_plan, put_on
from educrowd.blueprints.tenant.plans.settling import settle_plan
from educrowd.core import mail, tenancy
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.payments.checking import findings
from educrowd.core.payments.gateway import gateway
from tests.jobs import run_jobs
from tests.tenant.plans import (
    DAY,
    MONTH,
    book,
    invoices,
    letters,
    mine,
    pass_time,
    set_site,
    site,
    spoil_card,
    stripe,
    subscribe,
)

OWNERS = 2


def test_a_dearer_plan_costs_the_difference_and_is_shown_before(boss, bank):
    subscribe(boss, bank)
    shown = boss.get("/studio/plan/change?plan=academy&interval=month").text
    assert "Paid now" in shown and "$70" in shown
    assert boss.submit("/studio/plan/change", plan="academy", interval="month").status_code == 303
    assert site().subscription_plan == "academy"
    assert [state for state, _ in invoices()] == ["paid", "paid"] and abs(invoices()[1][1] - 70_00) <= 1
    assert (letters("changed"), findings()) == (OWNERS, [])


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
    assert letters("ending") == OWNERS
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


def test_the_operator_sees_what_a_site_pays_and_its_invoices(boss, bank, visit, demo, owner):
    subscribe(boss, bank)
    with tenancy.bind(None):
        make_operator(owner.id)
        db.session.commit()
    shown = visit(None).sign_in(owner).get(f"/operator/tenants/{demo.id}/").text
    assert "$29.00 a month, active" in shown and invoice_number() in shown


def invoice_number():
    db.session.rollback()
    return db.session.scalars(PlanInvoice.latest()).one().number


@pytest.mark.parametrize("topic", SUBJECTS)
def test_every_letter_about_a_plan_writes_days_and_amounts_as_people_do(demo, app, monkeypatch, topic):
    monkeypatch.setattr(mail, "_transport", lambda url: lambda message, _: sent.append(message.as_string()))
    sent, olga = [], db.session.scalars(User.owners()).first()
    details = {"plan": "Studio", "until": "2027-01-31", "on": "2027-01-31", "price": 29_00, "currency": "USD"}
    with app.test_request_context():
        send_plan_letter(topic, olga.id, details | {"interval": "month"})
    [letter] = sent
    assert "To: " + olga.email in letter and "{" not in letter.split("Content-Type")[0]
    assert "2027-01-31" not in letter.split("text/html")[0]
