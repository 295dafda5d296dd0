"""What a charge looks like, paid or refused."""

from sandbox import cards, current, objects
from sandbox.settings import APPLICATION, settings

SELLER_MESSAGES = {
    "authorized": "Payment complete.",
    "issuer_declined": "The bank did not return any further details with this decline.",
    "blocked": "Stripe blocked this payment as too risky.",
}


def from_intent(intent: objects.Object, method: objects.Object, **values) -> objects.Object:
    """A charge (not written yet) with what the intent and its card say."""
    copied = (
        "amount",
        "application_fee_amount",
        "currency",
        "customer",
        "description",
        "metadata",
        "receipt_email",
        "shipping",
        "statement_descriptor",
        "statement_descriptor_suffix",
        "transfer_group",
    )
    id = objects.new_id("ch")
    return objects.shape(
        "charge",
        id=id,
        application=None if current.on_platform() else APPLICATION,
        billing_details=method["billing_details"],
        calculated_statement_descriptor="SANDBOX",
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"card": _card_details(method["card"], intent["amount"]), "type": "card"},
        receipt_url=f"{settings.origin}/_sandbox/objects/{current.account()}/{id}" if values.get("paid") else None,
        **{name: intent[name] for name in copied},
        **values,
    )


def _card_details(card: dict, amount: int) -> dict:
    copied = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "regulated_status",
        "wallet",
    )
    return {name: card[name] for name in copied} | {
        "amount_authorized": amount,
        "authorization_code": None,
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card["brand"],
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "three_d_secure": None,
        "transaction_link_id": None,
    }


def outcome(type: str, card: cards.Card, reason: str | None = None) -> dict:
    """The `outcome` of a charge: authorized, issuer_declined or blocked."""
    status = {"authorized": "approved_by_network", "blocked": "not_sent_to_network"}.get(type, "declined_by_network")
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": status,
        "reason": "highest_risk_level" if type == "blocked" else reason,
        "risk_level": card.risk,
        "seller_message": SELLER_MESSAGES[type],
        "type": type,
    }
