"""What creating a subscription and `subscription_data` of Checkout have in common."""

from sandbox import clock, saved_cards
from sandbox.params import Params

MOST_TRIAL_DAYS = 730


def given(params: Params, customer_id: str | None) -> dict:
    """The fields of a new subscription."""
    now = clock.now()
    days = params.integer("trial_period_days", least=1, most=MOST_TRIAL_DAYS)
    moment = params.integer("trial_end", least=now + 1, most=now + MOST_TRIAL_DAYS * clock.DAY)
    return {
        "application_fee_percent": params.percent("application_fee_percent"),
        "cancel_at_period_end": params.flag("cancel_at_period_end"),
        "default_payment_method": default_card(params, customer_id),
        "description": params.text("description"),
        "metadata": params.metadata(),
        "trial_end": now + days * clock.DAY if days else moment,
    }


def default_card(params: Params, customer_id: str | None) -> str | None:
    """The card named as the subscription's own, attached to its customer."""
    name = params.text("default_payment_method")
    if not name or not customer_id:
        return None
    return saved_cards.attach(saved_cards.resolve(name, "default_payment_method"), customer_id)["id"]
