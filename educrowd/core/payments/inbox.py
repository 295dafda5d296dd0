"""The webhook inbox: a signed event is kept first and worked on later, from the table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from ..db import db, utcnow
from ..jobs import job
from ..tenancy import transaction
from .event_handlers import HANDLERS
from .gateway import GatewayAway
from .platform_events import PLATFORM_HANDLERS, whom_about
from .settlement import is_live
from .webhook_event import NotKnownYet, Suspicious, WebhookEvent

__all__ = ["WebhookEvent", "done_with", "process", "receive"]

PROVIDER = "stripe"
ACCOUNT = "SELECT app.tenant_of_gateway_account(:name)"
PLATFORM = {
    "customer": "SELECT app.tenant_of_billing_customer(:name)",
    "charge": "SELECT app.tenant_of_plan_charge(:name)",
}
# An event can overtake our own commit: look again after 5 s, 30 s and 2 min, then it is nobody's.
LOOK_AGAIN = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))


def receive(event: dict[str, Any]) -> bool:
    """Keep an event and promise to work on it; False when nobody here cares or it is done with already."""
    if event["type"] not in (HANDLERS if event.get("account") else PLATFORM_HANDLERS):
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
    handler = (HANDLERS if event.account else PLATFORM_HANDLERS)[event.type]
    with transaction(_site_of(event)):
        handler(event)


def _site_of(event: WebhookEvent) -> int:
    """Whose account it came from; or, from the platform's own account, whose customer or charge it is about."""
    column, name = ("", event.account) if event.account else whom_about(event)
    tenant_id = db.session.scalar(text(PLATFORM.get(column, ACCOUNT)), {"name": name})
    if tenant_id is None:
        raise NotKnownYet(f"{name} is nobody's")
    return tenant_id


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


def _find(event_id: str, *, lock: bool = False) -> WebhookEvent:
    found = select(WebhookEvent).where(WebhookEvent.provider == PROVIDER, WebhookEvent.event_id == event_id)
    return db.session.scalars(found.with_for_update() if lock else found).one()
