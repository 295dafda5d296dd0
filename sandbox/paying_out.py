"""Payouts: from the balance to the bank, which may send them back."""

from sandbox import bank_accounts, clock, current, funds, later, objects
from sandbox.errors import InvalidRequest, StripeError
from sandbox.events import emit
from sandbox.settings import PLATFORM, settings

ARRIVES_IN_DAYS = 2


def pay_out(amount: int, currency: str, **values) -> objects.Object:
    """Send money to the account's bank."""
    account = _account()
    if not account["payouts_enabled"]:
        raise StripeError("Cannot create payouts: this account has requirements that are due.", "payouts_not_allowed")
    funds.require(amount, currency)
    payout = objects.shape(
        "payout",
        id=objects.new_id("po"),
        amount=amount,
        currency=currency,
        arrival_date=clock.now() + ARRIVES_IN_DAYS * clock.DAY,
        destination=account["external_accounts"]["data"][0]["id"],
        **values,
    )
    payout["balance_transaction"] = funds.move("payout", -amount, payout, at_once=True)["id"]
    objects.insert(payout)
    emit("payout.created", payout)
    later.schedule(arrive, payout["id"], settings.later_seconds)
    return payout


@later.task
def arrive(payout_id: str) -> None:
    """The bank takes the payout, or refuses it."""
    payout = objects.find("payout", payout_id)
    failure = bank_accounts.failure(_account())
    if payout["status"] not in ("pending", "in_transit"):
        return
    if failure:
        fail(payout, *failure)
        return
    objects.save(payout, status="paid", arrival_date=clock.now())
    emit("payout.paid", payout)


def fail(payout: objects.Object, code: str, message: str) -> None:
    """The bank sends the money back, sometimes after it had said that it was paid."""
    if payout["status"] not in ("pending", "in_transit", "paid"):
        raise InvalidRequest(f"A payout that is {payout['status']} cannot fail.")
    entry = _return_money(payout, "payout_failure")
    objects.save(
        payout, status="failed", failure_code=code, failure_message=message, failure_balance_transaction=entry["id"]
    )
    emit("payout.failed", payout)


def cancel(payout: objects.Object) -> objects.Object:
    """Take back a payout that is still pending."""
    if payout["status"] != "pending":
        raise StripeError(
            f"Only pending payouts can be canceled; this one is {payout['status']}.", "payout_not_cancelable"
        )
    entry = _return_money(payout, "payout_cancel")
    objects.save(payout, status="canceled", failure_balance_transaction=entry["id"])
    emit("payout.canceled", payout)
    return payout


def _account() -> objects.Object:
    account_id = current.account()
    with current.acting_as(PLATFORM):
        return objects.find("account", account_id)


def _return_money(payout: objects.Object, kind: str) -> objects.Object:
    return funds.move(kind, payout["amount"], payout, at_once=True, reporting_category="payout_reversal")
