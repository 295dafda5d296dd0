"""Refunds: of a charge, in parts, with or without the application fee; some fail days later."""

from sandbox import funds, later, objects, platform_fees, saved_cards
from sandbox.errors import InvalidRequest
from sandbox.events import emit
from sandbox.settings import settings


def refund(charge: objects.Object, amount: int | None, *, reason: str | None, metadata: dict, with_fee: bool):
    """Give back all that is left of a charge, or so much of it."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = left if amount is None else amount
    _check(charge, amount, left)
    made = objects.shape(
        "refund",
        id=objects.new_id("re"),
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        metadata=metadata,
        payment_intent=charge["payment_intent"],
        reason=reason,
    )
    share = platform_fees.refund_share(charge, amount) if with_fee else 0
    fees = [funds.fee("application_fee", -share, made["currency"], "Application fee refund")] if share else []
    made["balance_transaction"] = funds.move("refund", -amount, made, fees=fees, at_once=True)["id"]
    _mark(charge, charge["amount_refunded"] + amount)
    _foresee(made, charge)
    objects.insert(made)
    emit("refund.created", made)
    emit("charge.refunded", charge)
    return made


@later.task
def succeed(refund_id: str) -> None:
    """A pending refund reaches the card."""
    made = objects.find("refund", refund_id)
    del made["pending_reason"]
    objects.save(made, status="succeeded")
    _announce("refund.updated", made)


@later.task
def fail(refund_id: str) -> None:
    """The bank sends a refund back: the money returns to the balance and the charge is owed again."""
    made = objects.find("refund", refund_id)
    if made["status"] in ("failed", "canceled"):
        raise InvalidRequest(f"Refund {refund_id} has already failed.")
    entry = funds.move("refund_failure", made["amount"], made, at_once=True)
    made.pop("pending_reason", None)
    objects.save(
        made,
        status="failed",
        failure_reason="expired_or_canceled_card",
        failure_balance_transaction=entry["id"],
    )
    charge = objects.find("charge", made["charge"])
    _mark(charge, charge["amount_refunded"] - made["amount"])
    _announce("refund.failed", made)


def _check(charge: objects.Object, amount: int, left: int) -> None:
    if not charge["captured"]:
        raise InvalidRequest(f"Charge {charge['id']} has not been captured.", "charge_not_refundable")
    if charge["disputed"] and objects.select("dispute", charge=charge["id"], is_charge_refundable=False):
        raise InvalidRequest(f"Charge {charge['id']} has been charged back; cannot issue a refund.", "charge_disputed")
    if left == 0:
        raise InvalidRequest(f"Charge {charge['id']} has already been refunded.", "charge_already_refunded")
    if amount > left:
        raise InvalidRequest(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            "amount_too_large",
            "amount",
        )


def _foresee(made: objects.Object, charge: objects.Object) -> None:
    method = objects.peek(charge["payment_method"], "payment_method")
    then = saved_cards.card_of(method).then if method else ""
    if then == "pending_refund":
        made.update(status="pending", pending_reason="processing")
        later.schedule(succeed, made["id"], settings.later_seconds)
    if then == "failed_refund":
        later.schedule(fail, made["id"], settings.later_seconds)


def _mark(charge: objects.Object, refunded: int) -> None:
    objects.save(charge, amount_refunded=refunded, refunded=refunded == charge["amount_captured"])


def _announce(type: str, made: objects.Object) -> None:
    emit(type, made)
    emit("charge.refund.updated", made)
