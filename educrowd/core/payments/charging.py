"""Charging thousands, each exactly once: lease a batch, write down what will be asked, ask, settle.

What a call needs is committed before it is made, so a crash anywhere leaves a row that says how to go on: the lease
ends, somebody else takes the payment up and asks again with the very same key.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import uniform
from uuid import UUID, uuid4

import structlog
from flask import current_app
from sqlalchemy import case, func, select, update

from ..current import current
from ..db import db
from ..jobs import job, stood_in_line
from ..tenancy import bind
from .gateway import Failure, GatewayAway, GatewayRefused, Intent, gateway
from .gateway_call import GatewayCall
from .payment import Payment
from .purposes import PURPOSES
from .settlement import settle

BATCH = 50
AT_ONCE = 8
LEASE = timedelta(minutes=2)
log = structlog.get_logger()


@job(queue="payments")
def charge_due() -> None:
    """Charge a leased batch of what is due on this site, and promise the next: between them others have their turn."""
    batch = claim_batch()
    if len(batch) == 1:
        charge(*batch[0])
    else:
        charge_side_by_side(batch)
    if len(batch) == BATCH:
        charge_due.later()


def charge_side_by_side(batch: list[tuple[int, UUID]]) -> None:
    """Several at once, as nearly all of a charge is waiting for the provider: each in a session of its own."""
    app, tenant = current_app._get_current_object(), current.tenant  # pyright: ignore

    def charge_apart(payment_id: int, token: UUID) -> None:
        with app.app_context(), bind(tenant):
            charge(payment_id, token)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(charge_apart, *leased) for leased in batch]:
            done.result()


def claim_batch(size: int = BATCH) -> list[tuple[int, UUID]]:
    """Lease what is due, or was leased by someone who never came back; commits."""
    token = uuid4()
    due = (
        select(Payment.id)
        .where(Payment.next_try_at <= func.clock_timestamp())
        .order_by(Payment.next_try_at)
        .limit(size)
        .with_for_update(skip_locked=True)
    )
    ids = db.session.scalars(due).all()
    if ids:
        db.session.execute(_lease(ids, token))
    db.session.commit()
    return [(payment_id, token) for payment_id in ids]


def _lease(ids, token: UUID):
    return (
        update(Payment)
        .where(Payment.id.in_(ids))
        .values(
            # Taking over a dead lease is the same attempt, hence the same key.
            attempt=Payment.attempt + case((Payment.state == "charging", 0), else_=1),
            state="charging",
            lease_token=token,
            next_try_at=func.clock_timestamp() + LEASE,
        )
    )


def charge(payment_id: int, token: UUID) -> None:
    """Bring one leased payment to an end, or leave it to whoever takes the lease over."""
    try:
        make_intent(payment_id, token)
        seen = confirm(payment_id, token)
        settle(payment_id, str(token), seen)
        db.session.commit()
    except LeaseLost:
        db.session.rollback()
    except Exception as error:
        db.session.rollback()
        if isinstance(error, GatewayAway) or stood_in_line(error):
            back_off(payment_id, token)
        else:
            log.exception("charge_failed", payment=payment_id)


class LeaseLost(Exception):
    """Somebody else took the payment over."""


def make_intent(payment_id: int, token: UUID) -> None:
    """An unconfirmed charge at the provider, committed by confirm(): it moves nothing; an orphan holds no money."""
    payment = _leased(payment_id, token)
    if payment.intent_id:
        return
    try:
        payment.intent_id = gateway().create_intent(
            payment.account,
            amount=payment.amount,
            currency=payment.currency,
            application_fee=payment.application_fee,
            customer=payment.customer,
            payment_method=payment.payment_method,
            description=payment.description,
            reference=str(payment.reference),
            key=f"payment:{payment.reference}:create",
        )
    except GatewayRefused as error:
        give_up(payment_id, token, str(error))


def confirm(payment_id: int, token: UUID) -> Intent | None:
    """The call that moves money, written down before it is made; answers the charge when it says how it ended."""
    payment = _leased(payment_id, token)
    key = GatewayCall.begin(payment, "confirm")
    account, intent_id, payment_method = payment.account, str(payment.intent_id), payment.payment_method
    db.session.commit()
    try:
        seen = gateway().confirm_intent(account, intent_id, payment_method=payment_method, key=key)
        GatewayCall.answer(key, "answered")
    except GatewayRefused as error:
        # Most often it is through already; settle() will see.
        seen = None
        GatewayCall.answer(key, f"refused: {error}")
    return seen


def give_up(payment_id: int, token: UUID, reason: str) -> None:
    """The provider will never make this charge as it stands."""
    payment = Payment.locked(payment_id)
    if not payment.is_held_by_another(token):
        payment.decline(Failure("refused", reason))
        PURPOSES[payment.purpose].settled(payment)
    db.session.commit()
    raise LeaseLost


def abandon(payment_id: int) -> bool:
    """Stop asking for a payment, at the provider too; False when it turns out to be paid."""
    payment = Payment.locked(payment_id)
    try:
        if payment.intent_id:
            gateway().cancel_intent(payment.account, payment.intent_id)
    except GatewayRefused:
        # Paid meanwhile, or cancelled by a run that never came to its commit: the provider knows.
        settle(payment_id)
    if payment.is_captured:
        return False
    payment.drop()
    return True


def back_off(payment_id: int, token: UUID) -> None:
    """Shorten the lease to some seconds, each payment to its own: the same key is tried again then."""
    db.session.execute(
        update(Payment)
        .where(Payment.id == payment_id, Payment.lease_token == token)
        .values(next_try_at=func.clock_timestamp() + timedelta(seconds=uniform(5, 30)))
    )
    db.session.commit()


def _leased(payment_id: int, token: UUID) -> Payment:
    payment = db.session.scalars(
        select(Payment).where(Payment.id == payment_id, Payment.lease_token == token)
    ).one_or_none()
    if payment is None:
        raise LeaseLost
    return payment
