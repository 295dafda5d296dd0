"""Paying out: write it down under a lock, ask with a key, settle by what the provider says.

`settle_payout` is the one place where a payout's state and its postings change. The worker, the webhook and the
sweep all call it, in any order and any number of times.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from .. import ledger
from ..audit import audit
from ..current import current
from ..db import db, utcnow
from ..errors import Invalid, Refused
from ..jobs import job
from ..money import display, find_currency, whole
from ..registry import payout_news
from .connected_account import ConnectedAccount
from .gateway import Failure, GatewayRefused, Transfer, gateway
from .payout import Payout
from .settlement import Mismatch, is_live
from .standing import releasable

LOOK_BACK = timedelta(days=30)
UNSURE = ("created", "in_transit", "paid")
STATES = {"pending": "in_transit", "in_transit": "in_transit", "paid": "paid", "failed": "failed"}


class NotReady(Refused):
    code = "not_ready"


class TooMuch(Refused):
    code = "insufficient_funds"


def request_payout(user: Any, *, amount: int, currency: str, token: str) -> Payout:
    """Write a payout down and promise to make it; the same token is the same payout."""
    account = _locked_account()
    known = db.session.scalars(select(Payout).where(Payout.token == token)).one_or_none()
    if known:
        return _same(known, amount, currency)
    _check(amount, currency)
    payout = Payout(token=token, user_id=user.id, account=account.gateway_id, amount=amount, currency=currency)
    db.session.add(payout)
    db.session.flush()
    audit("payout.requested", subject=payout, amount=amount, currency=currency)
    send_payout.later(payout.id)
    return payout


@job(queue="payments")
def send_payout(payout_id: int) -> None:
    """Ask the provider; a lost reply is asked for again with the same key."""
    payout = db.session.scalars(select(Payout).where(Payout.id == payout_id)).one()
    if payout.gateway_id or payout.is_over:
        return
    try:
        gateway_id = _made_before(payout) or _make(payout)
    except GatewayRefused as error:
        _give_up(payout_id, str(error))
        return
    Payout.locked(payout_id).gateway_id = gateway_id
    db.session.commit()
    settle_payout(payout_id)


@job(queue="payments")
def settle_payout(payout_id: int) -> None:
    """Bring a payout to what the provider says: state, books and news, in one transaction."""
    payout = db.session.scalars(select(Payout).where(Payout.id == payout_id)).one()
    if payout.gateway_id is None:
        return
    transfer = gateway().read_payout(payout.account, payout.gateway_id)
    payout = Payout.locked(payout_id)
    _require_match(payout, transfer)
    state = STATES.get(transfer.status, "canceled")
    if payout.state in ("failed", "canceled") or (payout.state == "paid" and state == "in_transit"):
        return
    was = payout.state
    payout.take(state, transfer, transfer.failure)
    _book(payout)
    if payout.state != was:
        _tell(payout)


@job(queue="payments")
def reconcile_payouts() -> None:
    """Send what was never sent, settle what no webhook told of; the bank may return what was paid for weeks."""
    recent = select(Payout).where(Payout.created_at > utcnow() - LOOK_BACK, Payout.state.in_(UNSURE))
    for payout in db.session.scalars(recent.order_by(Payout.id)).all():
        (settle_payout if payout.gateway_id else send_payout).later(payout.id)


def _made_before(payout: Payout) -> str | None:
    """Its name at the provider, if an earlier try was lost on the way back: keys are forgotten after a day."""
    made = gateway().list_payouts(payout.account, since=payout.created_at - timedelta(minutes=5))
    return next((transfer.id for transfer in made if transfer.reference == str(payout.reference)), None)


def _make(payout: Payout) -> str:
    return gateway().create_payout(
        payout.account,
        amount=payout.amount,
        currency=payout.currency,
        description=current.tenant.name,
        reference=str(payout.reference),
        key=f"payout:{payout.reference}:create",
    )


def _locked_account() -> ConnectedAccount:
    held = select(ConnectedAccount).with_for_update().execution_options(populate_existing=True)
    account = db.session.scalars(held).one_or_none()
    if account is None or not account.payouts_enabled:
        raise NotReady("The payment provider does not pay this site out yet: finish “Getting paid” first.")
    return account


def _check(amount: int, currency: str) -> None:
    known = find_currency(currency)
    if whole(amount) % known.step:
        raise Invalid("amount", f"{currency} moves in steps of {display(known.step, currency)}.")
    most = releasable(currency)
    if amount > most:
        raise TooMuch(f"At most {display(most, currency)} can be paid out now.", field="amount")


def _same(payout: Payout, amount: int, currency: str) -> Payout:
    if (payout.amount, payout.currency) != (amount, currency):
        raise Refused("This payout was already made with another amount.", code="idempotency_mismatch")
    return payout


def _give_up(payout_id: int, reason: str) -> None:
    """The provider will never make it: nothing has moved, so nothing is booked."""
    payout = Payout.locked(payout_id)
    payout.take("failed", failure=Failure("refused", reason))
    _tell(payout)


def _require_match(payout: Payout, transfer: Transfer) -> None:
    expected = (str(payout.reference), payout.amount, payout.currency, is_live())
    found = (transfer.reference, transfer.amount, transfer.currency, transfer.livemode)
    if expected != found:
        raise Mismatch(f"payout {payout.id}: expected {expected}, the provider says {found}")


def _book(payout: Payout) -> None:
    """Every step up to where it stands; each is written once, so a step that we missed is made up for."""
    sent, paid, unpaid, returned = payout.refs
    _post(payout, sent, {"payout_transit": payout.amount, "psp_balance": -payout.amount})
    if payout.state == "paid":
        _post(payout, paid, {"bank": payout.amount, "payout_transit": -payout.amount} | _owed(payout))
    if payout.state in ("failed", "canceled"):
        _undo(paid, unpaid)
        _undo(sent, returned)


def _owed(payout: Payout) -> dict[str, int]:
    """What was owed to creators is paid out with it, as far as the payout reaches."""
    owed = max(0, -ledger.balance("creator_payable", payout.currency))
    settled = min(owed, payout.amount)
    return {"creator_payable": settled, "paid_out": -settled}


def _post(payout: Payout, ref: str, postings: dict[str, int]) -> None:
    ledger.post("payout", ref, postings, currency=payout.currency, note="Payout to the bank")


def _undo(ref: str, undone: str) -> None:
    posted = ledger.find("payout", ref)
    if posted:
        ledger.reverse(posted, undone, note="Payout sent back")


def _tell(payout: Payout) -> None:
    audit(f"payout.{payout.state}", subject=payout, amount=payout.amount, currency=payout.currency)
    payout_news.collect(payout)
