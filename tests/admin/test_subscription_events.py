"""What webhooks are told of subscriptions, from the first period to the end."""

from __future__ import annotations

from educrowd.blueprints.lms.subscriptions.leaving import cancel_subscription, keep_subscription
from educrowd.blueprints.lms.subscriptions.renewing import renew_due_subscriptions
from educrowd.blueprints.lms.subscriptions.settled import give_up_period
from educrowd.blueprints.lms.subscriptions.subscribing import Wish, subscribe_with_card
from educrowd.core.db import db
from tests.admin.test_webhook_events import heard  # noqa: F401
from tests.jobs import run_jobs
from tests.lms.conftest import ines, monthly, period_passes, stars  # noqa: F401
from tests.lms.subscribed import subscribe


def test_a_subscription_starts_is_renewed_left_continued_and_ended(
    heard,  # noqa: F811
    ada,
    monthly,  # noqa: F811
    sandbox,
    period_passes,  # noqa: F811
):
    joined = subscribe(monthly, ada, sandbox)
    (started,) = heard()["subscription.started"]
    assert (started["id"], started["state"], started["amount"]) == (joined.id, "active", 15_00)
    assert "setup" not in started
    period_passes(joined)
    renew_due_subscriptions()
    run_jobs()
    assert [each["id"] for each in heard()["subscription.renewed"]] == [joined.id]
    cancel_subscription(joined)
    (leaving,) = heard()["subscription.leaving"]
    assert leaving["ends_at"] == leaving["paid_until"] and leaving["next_charge_at"] is None
    keep_subscription(joined)
    assert [each["ends_at"] for each in heard()["subscription.continued"]] == [None]
    cancel_subscription(joined)
    period_passes(joined)
    renew_due_subscriptions()
    assert [(each["id"], each["state"]) for each in heard()["subscription.ended"]] == [(joined.id, "ended")]


def test_of_a_subscription_that_was_never_paid_nobody_hears_that_it_ended(heard, ada, monthly, sandbox):  # noqa: F811
    never = subscribe_with_card(monthly, ada, Wish("never-paid"), payment_method="pm_card_chargeCustomerFail")
    run_jobs()
    give_up_period(never.payment_id)
    db.session.commit()
    told = heard()
    assert never.state == "ended" and "subscription.ended" not in told and "subscription.started" not in told
    assert [each["id"] for each in told["subscription.past_due"]] == [never.id]
