"""The webhook inbox: a signed event is kept first and worked on later, from the table."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, PrimaryKeyConstraint, func, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from ..currencies import currencies
from ..db import Model, db, utcnow
from ..jobs import job
from ..tenancy import transaction
from .card_setup import CardSetup, finish_setup
from .connected_account import refresh_account
from .gateway import GatewayAway
from .paying_out import settle_payout
from .payment import Payment
from .payment_page import PaymentPage, finish_page
from .payout import Payout
from .returning import settle_returns
from .settlement import is_live, settle

PROVIDER = "stripe"
# An event can overtake our own commit: look again after 5 s, 30 s and 2 min, then it is nobody's.
LOOK_AGAIN = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))


class WebhookEvent(Model):
    """What the provider told us, once for each event id."""

    __tablename__ = "webhook_inbox"
    __table_args__ = (PrimaryKeyConstraint("provider", "event_id"),)

    provider: Mapped[str]
    event_id: Mapped[str]
    type: Mapped[str]
    account: Mapped[str] = mapped_column(server_default="")
    object_id: Mapped[str]
    created: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    received_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    processed_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(server_default="0", default=0)
    error: Mapped[str | None]

    @property
    def subject(self) -> dict[str, Any]:
        """The object that the event is about."""
        return self.payload["data"]["object"]

    def finish(self, error: str | None = None) -> None:
        self.processed_at = utcnow()
        self.error = error


class NotKnownYet(Exception):
    """The event is about something we have not written down, or not yet."""


class Suspicious(Exception):
    """Signed, but not about what we asked for: wrong mode, amount or currency."""


def receive(event: dict[str, Any]) -> bool:
    """Keep an event and promise to work on it; False when nobody here cares or it is done with already."""
    if event["type"] not in HANDLERS:
        return False
    subject = event["data"]["object"]
    db.session.execute(
        insert(WebhookEvent)
        .values(
            provider=PROVIDER,
            event_id=event["id"],
            type=event["type"],
            account=event.get("account") or "",
            object_id=str(subject.get("id", "")),
            created=event["created"],
            payload=event,
        )
        .on_conflict_do_nothing(index_elements=["provider", "event_id"])
    )
    if _find(event["id"]).processed_at is not None:
        return False
    process.later(event["id"])
    return True


def done_with(event_ids: list[str]) -> set[str]:
    """Which of these events the inbox knows and has worked on."""
    done = select(WebhookEvent.event_id).where(WebhookEvent.provider == PROVIDER, WebhookEvent.event_id.in_(event_ids))
    return set(db.session.scalars(done.where(WebhookEvent.processed_at.is_not(None))))


@job(queue="payments")
def process(event_id: str) -> None:
    """Work on one event; twice does no more than once."""
    event = _find(event_id, lock=True)
    if event.processed_at is not None:
        return
    try:
        _work_on(event)
        event.finish()
    except NotKnownYet as error:
        _look_again(event, str(error))
    except GatewayAway as error:
        _wait_for_provider(event, str(error))
    except Suspicious as error:
        event.finish(f"refused: {error}")


def _work_on(event: WebhookEvent) -> None:
    if bool(event.payload.get("livemode")) != is_live():
        raise Suspicious("test and live are mixed up")
    tenant_id = db.session.scalar(text("SELECT app.tenant_of_gateway_account(:id)"), {"id": event.account})
    if tenant_id is None:
        raise NotKnownYet(f"account {event.account} is nobody's")
    with transaction(tenant_id):
        HANDLERS[event.type](event)


def _look_again(event: WebhookEvent, reason: str) -> None:
    if event.tries == len(LOOK_AGAIN):
        event.finish(f"ignored: {reason}")
        return
    process.later(event.event_id, _at=utcnow() + LOOK_AGAIN[event.tries])
    event.tries += 1
    event.error = reason


def _wait_for_provider(event: WebhookEvent, reason: str) -> None:
    """However long it is away, nobody has to bring the event back from the dead letters."""
    process.later(event.event_id, _at=utcnow() + LOOK_AGAIN[1])
    event.error = reason


def _settle_payment(event: WebhookEvent) -> None:
    payment = db.session.scalars(select(Payment).where(Payment.intent_id == event.object_id)).one_or_none()
    if payment is None:
        raise NotKnownYet(f"no payment has {event.object_id}")
    _require_same_money(payment, event.subject)
    settle(payment.id)


def _require_same_money(ours: Payment | Payout, subject: dict[str, Any]) -> None:
    known = currencies()[ours.currency]
    told = (subject.get("amount"), str(subject.get("currency", "")).upper())
    if told != (known.to_provider(ours.amount), ours.currency):
        raise Suspicious(f"{type(ours).__name__.lower()} {ours.id} is not about {told}")


def _settle_returns(event: WebhookEvent) -> None:
    subject = event.subject
    charge = subject.get("charge") or event.object_id
    payment = db.session.scalars(select(Payment).where(Payment.charge_id == charge)).one_or_none()
    if payment is None:
        raise NotKnownYet(f"no payment has {charge}")
    if str(subject.get("currency", "")).upper() != payment.currency:
        raise Suspicious(f"payment {payment.id} is not in {subject.get('currency')}")
    settle_returns(payment.id)


def _finish_page(event: WebhookEvent) -> None:
    """A page where a card was saved, or one where something was paid."""
    setup_id = db.session.scalar(select(CardSetup.id).where(CardSetup.session_id == event.object_id))
    page_id = db.session.scalar(select(PaymentPage.id).where(PaymentPage.session_id == event.object_id))
    if setup_id is not None:
        finish_setup(setup_id)
    elif page_id is not None:
        finish_page(page_id)
    else:
        raise NotKnownYet(f"no page is {event.object_id}")


def _settle_payout(event: WebhookEvent) -> None:
    payout = db.session.scalars(select(Payout).where(Payout.gateway_id == event.object_id)).one_or_none()
    if payout is None:
        raise NotKnownYet(f"no payout is {event.object_id}")
    _require_same_money(payout, event.subject)
    settle_payout(payout.id)


def _refresh_account(event: WebhookEvent) -> None:
    refresh_account()


HANDLERS = {
    "account.updated": _refresh_account,
    "checkout.session.completed": _finish_page,
    "checkout.session.expired": _finish_page,
    "payment_intent.succeeded": _settle_payment,
    "payment_intent.payment_failed": _settle_payment,
    "payment_intent.requires_action": _settle_payment,
    "payment_intent.canceled": _settle_payment,
    "payout.canceled": _settle_payout,
    "payout.created": _settle_payout,
    "payout.failed": _settle_payout,
    "payout.paid": _settle_payout,
    "payout.updated": _settle_payout,
    "charge.refunded": _settle_returns,
    "refund.updated": _settle_returns,
    "refund.failed": _settle_returns,
    "charge.dispute.created": _settle_returns,
    "charge.dispute.updated": _settle_returns,
    "charge.dispute.funds_withdrawn": _settle_returns,
    "charge.dispute.funds_reinstated": _settle_returns,
    "charge.dispute.closed": _settle_returns,
}


def _find(event_id: str, *, lock: bool = False) -> WebhookEvent:
    found = select(WebhookEvent).where(WebhookEvent.provider == PROVIDER, WebhookEvent.event_id == event_id)
    return db.session.scalars(found.with_for_update() if lock else found).one()
