"""Transfers: from the platform's balance to a connected account's, and back."""

from sandbox import current, funds, objects
from sandbox.errors import InvalidRequest
from sandbox.events import emit


def transfer(amount: int, currency: str, destination: objects.Object, **values) -> objects.Object:
    """Move money to a connected account, where it arrives as a payment (`py_…`)."""
    funds.require(amount, currency)
    made = objects.shape(
        "transfer",
        id=objects.new_id("tr"),
        amount=amount,
        currency=currency,
        destination=destination["id"],
        destination_payment=objects.new_id("py"),
        **values,
    )
    made["reversals"]["url"] = f"/v1/transfers/{made['id']}/reversals"
    made["balance_transaction"] = funds.move("transfer", -amount, made, at_once=True)["id"]
    objects.insert(made)
    with current.acting_as(destination["id"]):
        _receive(made)
    emit("transfer.created", made)
    return made


def reverse(made: objects.Object, amount: int, metadata: dict) -> objects.Object:
    """Take back a transfer, or part of it."""
    left = made["amount"] - made["amount_reversed"]
    if not 0 < amount <= left:
        raise InvalidRequest(
            f"Reversal amount ({amount}) is greater than what is left of the transfer ({left})", param="amount"
        )
    back = objects.shape(
        "transfer_reversal",
        id=objects.new_id("trr"),
        amount=amount,
        currency=made["currency"],
        metadata=metadata,
        transfer=made["id"],
    )
    with current.acting_as(made["destination"]):
        payment = objects.find("charge", made["destination_payment"])
        funds.move("payment_refund", -amount, payment, at_once=True, reporting_category="refund")
    back["balance_transaction"] = funds.move("transfer_refund", amount, back, at_once=True)["id"]
    objects.insert(back)
    made["reversals"]["data"].insert(0, back)
    reversed_amount = made["amount_reversed"] + amount
    objects.save(made, amount_reversed=reversed_amount, reversed=reversed_amount == made["amount"])
    emit("transfer.reversed", made)
    return back


def _receive(made: objects.Object) -> None:
    payment = objects.shape(
        "charge",
        id=made["destination_payment"],
        amount=made["amount"],
        amount_captured=made["amount"],
        billing_details=objects.shape("payment_method")["billing_details"],
        captured=True,
        currency=made["currency"],
        paid=True,
        source_transfer=made["id"],
        status="succeeded",
    )
    entry = funds.move("payment", made["amount"], payment, at_once=True, reporting_category="charge")
    payment["balance_transaction"] = entry["id"]
    objects.insert(payment)
    emit("charge.succeeded", payment)
