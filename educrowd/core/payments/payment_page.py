"""Paying now, on the provider's page: written down first, opened with a key, settled by what the provider says."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint, null, select
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from ..jobs import job
from .card_setup import customer_of
from .connected_account import connected_account
from .gateway import GatewayRefused, gateway
from .payment import Payment
from .purposes import PURPOSES
from .settlement import settle_paid_page

OPEN_FOR = timedelta(hours=1)
# The provider takes no page that would close sooner.
SHORTEST = timedelta(minutes=31)
BATCH = 100


class PaymentPage(TenantOwned, Timestamps, Model):
    """One visit to the provider's page for one payment; until it has a session nobody can pay there."""

    __tablename__ = "payment_pages"
    __constraints__ = (
        UniqueConstraint("tenant_id", "payment_id"),
        UniqueConstraint("tenant_id", "session_id"),
        CheckConstraint("state IN ('open', 'complete', 'expired')", name="state"),
        CheckConstraint("(session_id IS NULL) = (url IS NULL)", name="url"),
    )

    payment_id: Mapped[int] = refers("payments", index=False)
    session_id: Mapped[str | None]
    url: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="open", default="open")
    expires_at: Mapped[datetime]

    payment: Mapped[Payment] = joined("PaymentPage.payment_id", "Payment")

    @classmethod
    def of(cls, payment_id: int) -> PaymentPage:
        return db.session.scalars(select(cls).where(cls.payment_id == payment_id)).one()

    @property
    def can_be_opened(self) -> bool:
        """Whether somebody may still be sent there."""
        return self.state == "open" and (self.url is not None or utcnow() + SHORTEST < self.expires_at)


def plan_payment(user: Any, *, purpose: str, description: str, income_account: str, **money: Any) -> Payment:
    """A payment that waits for its page: nothing is asked of the provider yet, and no worker takes it up.

    `money` is amount, currency and application_fee.
    """
    payment = Payment(
        purpose=purpose,
        user_id=user.id,
        description=description,
        income_account=income_account,
        account=connected_account().gateway_id,
        customer="",
        payment_method="",
        next_try_at=null(),
        **money,
    )
    db.session.add(payment)
    db.session.flush()
    db.session.add(PaymentPage(payment_id=payment.id, expires_at=utcnow() + OPEN_FOR))
    return payment


def open_payment_page(page: PaymentPage, user: Any, *, return_url: str, cancel_url: str) -> str:
    """Where the person pays; asked for again, with the same key, after a lost reply.

    Where somebody ended the page while the provider thought, nobody is sent there: it is `cancel_url` then.
    """
    if page.url is not None:
        return page.url
    payment = page.payment
    customer = customer_of(user, payment.account, str(payment.reference))
    seen = gateway().open_payment_page(
        payment.account,
        amount=payment.amount,
        currency=payment.currency,
        application_fee=payment.application_fee,
        customer=customer,
        description=payment.description,
        reference=str(payment.reference),
        return_url=return_url,
        cancel_url=cancel_url,
        expires_at=page.expires_at,
        key=f"payment:{payment.reference}:page",
    )
    page = _locked(page.id)
    page.payment.customer = customer
    page.session_id, page.url = seen.session, seen.url
    if page.state == "open":
        return str(seen.url)
    finish_page.later(page.id, is_over=True)
    return cancel_url


def close_payment_page(page: PaymentPage) -> None:
    """See that nobody pays there any more, or settle what was paid a moment before."""
    finish_page(page.id, is_over=True)


@job(queue="payments")
def finish_page(page_id: int, is_over: bool = False) -> None:
    """Bring a page to what the provider says of it; return page, webhook and sweep all call this.

    One that was given up is asked about too: what was paid there is booked, and owed back.
    """
    page = _looked_up(page_id)
    if page.session_id is None and is_over:
        page = _locked(page_id)
        if page.session_id is None:
            _end(page)
    if page.session_id is None or page.state == "complete":
        return
    if is_over:
        # Refused where it is complete or expired already: the look says which.
        with suppress(GatewayRefused):
            gateway().expire_payment_page(page.payment.account, page.session_id)
    seen = gateway().read_payment_page(page.payment.account, page.session_id)
    if seen.intent is not None:
        settle_paid_page(page.payment_id, seen.intent)
    if seen.is_complete:
        page.state = "complete"
    elif seen.is_expired:
        _end(page)


@job(queue="payments")
def finish_stale_pages() -> None:
    """Close the pages whose time is over: what they kept for somebody is free again."""
    stale = select(PaymentPage).where(PaymentPage.state == "open", PaymentPage.expires_at < utcnow())
    for page in db.session.scalars(stale.limit(BATCH)).all():
        close_payment_page(page)
        db.session.commit()


def _looked_up(page_id: int) -> PaymentPage:
    found = select(PaymentPage).where(PaymentPage.id == page_id).execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def _locked(page_id: int) -> PaymentPage:
    """The page as it is now; its payment is held first, as whoever settles it does."""
    Payment.locked(_looked_up(page_id).payment_id)
    return PaymentPage.locked(page_id)


def _end(page: PaymentPage) -> None:
    if page.state != "open":
        return
    payment = Payment.locked(page.payment_id)
    page.state = "expired"
    if payment.state != "due":
        return
    payment.drop()
    PURPOSES[payment.purpose].settled([payment])
