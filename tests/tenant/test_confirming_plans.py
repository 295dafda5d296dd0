"""A dearer plan whose bank asks the card's owner: it counts when it is paid, and else nothing has changed."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from educrowd.blueprints.tenant.models import PlanRequest
from educrowd.blueprints.tenant.plans import changing as changing_plans
from educrowd.blueprints.tenant.plans.changing import change_plan, leave_change
from educrowd.blueprints.tenant.plans.settling import settle_plan
from educrowd.core import tenancy
from educrowd.core.db import db
from educrowd.core.payments.checking import findings
from educrowd.core.payments.gateway import gateway
from tests.jobs import run_jobs
from tests.races import at_once, meet_before
from tests.tenant.plans import DAY, book, give_card, invoices, letters, mine, pass_time, site, subscribe
from tests.tenant.test_plan_api import Api, error_of

OWNERS = 2


@pytest.fixture
def asked(boss, bank):
    """A site whose card is asked about at every charge."""
    subscribe(boss, bank)
    give_card("authenticationRequired")
    return boss


def wish():
    db.session.rollback()
    return db.session.scalars(select(PlanRequest).where(PlanRequest.kind == "change").order_by(-PlanRequest.id)).first()


def change(boss, plan="academy", interval="month"):
    return boss.submit("/studio/plan/change", plan=plan, interval=interval)


def nothing_has_changed():
    [at_provider] = gateway().list_subscriptions(mine().customer_id)
    now = (site().subscription_plan, mine().plan_code, mine().state, at_provider.amount, book()["plan_income"])
    return now == ("studio", "studio", "active", 29_00, -29_00) and findings() == []


def test_a_change_that_the_bank_asks_about_waits_for_the_owner(asked):
    assert change(asked).status_code == 303
    assert wish().state == "action_required" and nothing_has_changed()
    shown = asked.get("/studio/plan/").text
    assert "wants you to confirm" in shown and wish().url in shown
    assert (letters("to_confirm"), letters("changed")) == (OWNERS, 0)


def test_once_it_is_confirmed_the_plan_changes(asked, bank):
    change(asked)
    assert "Thank you" in bank.pay_invoice(wish().url)
    shown = asked.get("/studio/plan/").text
    assert "Your site has its new plan" in shown and "wants you to confirm" not in shown
    assert (wish().state, site().subscription_plan, letters("changed")) == ("done", "academy", OWNERS)
    assert [state for state, _ in invoices()] == ["paid", "paid"] and abs(book()["plan_income"] + 99_00) <= 1
    assert findings() == []


def test_another_card_pays_it_as_well(asked, bank):
    change(asked)
    bank.pay_invoice(wish().url, "4242 4242 4242 4242")
    settle_plan()
    db.session.commit()
    assert (wish().state, site().subscription_plan, findings()) == ("done", "academy", [])


def test_who_fails_at_the_bank_may_try_again(asked, bank):
    change(asked)
    assert "failed authentication" in bank.pay_invoice(wish().url, answer="fail")
    asked.get("/studio/plan/")
    assert wish().state == "action_required" and nothing_has_changed()
    bank.pay_invoice(wish().url)
    asked.get("/studio/plan/")
    assert site().subscription_plan == "academy"


def test_what_nobody_confirms_is_dropped_after_a_day(asked, bank):
    change(asked)
    pass_time(bank, DAY)
    assert wish().state == "expired" and nothing_has_changed()
    assert "This invoice is over" in bank.pay_invoice(wish().url)
    assert "wants you to confirm" not in asked.get("/studio/plan/").text


def test_the_owner_leaves_it_as_it_is_and_nobody_can_pay_it_any_more(asked, bank):
    change(asked)
    assert asked.submit("/studio/plan/change/withdrawal").status_code == 303
    assert wish().state == "expired" and nothing_has_changed()
    assert "This invoice is over" in bank.pay_invoice(wish().url)
    assert asked.submit("/studio/plan/change/withdrawal").status_code == 409


def test_leaving_what_was_paid_a_moment_before_finds_it_paid(asked, bank):
    change(asked)
    bank.pay_invoice(wish().url)
    leave_change()
    db.session.commit()
    assert (wish().state, site().subscription_plan, findings()) == ("done", "academy", [])


def test_the_same_wish_again_says_where_to_confirm(asked):
    change(asked)
    again = change(asked)
    assert (again.status_code, wish().url in again.text) == (409, True)
    assert len(invoices()) == 2 and nothing_has_changed()


def test_another_wish_gives_the_first_up(asked, bank):
    change(asked)
    first = wish().url
    change(asked, interval="year")
    assert "This invoice is over" in bank.pay_invoice(first)
    bank.pay_invoice(wish().url)
    asked.get("/studio/plan/")
    assert (mine().interval, site().subscription_plan, findings()) == ("year", "academy", [])


@pytest.mark.parametrize("path", ["cancellation", "resumption"])
def test_nobody_pays_for_a_plan_that_was_cancelled_meanwhile(asked, bank, path):
    change(asked)
    asked.submit(f"/studio/plan/{path}")
    assert "This invoice is over" in bank.pay_invoice(wish().url)
    assert mine().cancels_at_period_end == (path == "cancellation") and site().subscription_plan == "studio"


def test_a_confirmed_change_takes_a_cancellation_back(asked, bank):
    asked.submit("/studio/plan/cancellation")
    change(asked)
    assert mine().cancels_at_period_end
    bank.pay_invoice(wish().url)
    asked.get("/studio/plan/")
    assert (mine().cancels_at_period_end, site().subscription_plan) == (False, "academy")


def test_another_card_given_in_the_studio_does_not_pay_the_change(asked, bank):
    change(asked)
    page = asked.submit("/studio/plan/card").location
    asked.get(bank.fill_in_card(page).removeprefix(asked.origin))
    assert wish().state == "action_required" and nothing_has_changed()


def test_a_lost_reply_asks_the_bank_once(asked, bank):
    bank.fault("lost_reply", match="/v1/subscriptions/*", method="POST", times=2)
    change(asked)
    for _ in range(3):
        db.session.execute(text("UPDATE public.outbox SET run_at = now() WHERE done_at IS NULL"))
        db.session.commit()
        run_jobs()
    assert wish().state == "action_required" and nothing_has_changed()
    assert [state for state, _ in invoices()] == ["paid", "open"]


def test_two_wishes_at_once_leave_one_that_can_be_paid(asked, owner, demo, app, monkeypatch):
    meet_before(monkeypatch, changing_plans, "_give_up_waiting", patience=3)
    owner_id = owner.id

    def choose(interval):
        with app.app_context(), tenancy.bind(demo):
            try:
                change_plan(type(owner)(id=owner_id), "academy", interval)
                db.session.commit()
            except OperationalError:  # It has waited for a second; a worker asks later.
                db.session.rollback()

    at_once(*(partial(choose, interval) for interval in ("month", "year")))
    db.session.execute(text("UPDATE public.outbox SET run_at = now() WHERE done_at IS NULL"))
    db.session.commit()
    run_jobs()
    db.session.rollback()
    states = [each.state for each in db.session.scalars(select(PlanRequest).where(PlanRequest.kind == "change"))]
    assert sorted(states) == ["action_required", "expired"]
    settle_plan()
    db.session.commit()
    assert [state for state, _ in invoices()].count("open") == 1 and nothing_has_changed()


def test_a_program_reads_where_to_finish(asked, bank, owner):
    api = Api(asked, owner)
    made = api.ask("change", plan="academy").json["data"]
    run_jobs()
    found = api.get(f"/requests/{made['reference']}/").json["data"]
    assert (found["state"], found["url"].startswith(bank.origin)) == ("action_required", True)
    again = api.ask("change", plan="academy")
    assert error_of(again) == (409, "action_required", None) and again.headers["Location"] == found["url"]
    bank.pay_invoice(found["url"])
    assert api.get(f"/requests/{made['reference']}/").json["data"]["state"] == "done"
    assert site().subscription_plan == "academy"


def test_a_program_gives_it_up(asked, bank, owner):
    api = Api(asked, owner)
    made = api.ask("change", plan="academy").json["data"]
    assert api.delete(f"/requests/{made['reference']}/").status_code == 409
    run_jobs()
    assert api.delete(f"/requests/{made['reference']}/").status_code == 204
    assert api.get(f"/requests/{made['reference']}/").json["data"]["state"] == "expired"
    assert nothing_has_changed()


def test_while_the_provider_is_away_the_page_shows_what_waits(asked, bank):
    change(asked)
    bank.fault("server_error", match="/v1/invoices")
    shown = asked.get("/studio/plan/")
    assert shown.status_code == 200 and "wants you to confirm" in shown.text


def test_a_change_that_waits_for_days_is_found(asked):
    change(asked)
    db.session.execute(text("UPDATE public.plan_requests SET updated_at = now() - interval '3 days'"))
    found = findings()
    db.session.rollback()
    assert any("waits longer for its owner" in each for each in found)
