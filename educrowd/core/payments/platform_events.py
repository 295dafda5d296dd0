"""Events of the platform's own account: whose customer or charge they are about says which site they concern."""

from __future__ import annotations

from collections.abc import Callable

from .webhook_event import NotKnownYet, WebhookEvent

Handler = Callable[[WebhookEvent], None]
PLATFORM_HANDLERS: dict[str, Handler] = {}


def platform_events(*types: str) -> Callable[[Handler], Handler]:
    """Said at start by the module that wants to hear of them; it is called bound to the site it is about."""

    def register(handler: Handler) -> Handler:
        PLATFORM_HANDLERS.update(dict.fromkeys(types, handler))
        return handler

    return register


def whom_about(event: WebhookEvent) -> tuple[str, str]:
    """Which column names the site of an event, and what stands there: a dispute knows its charge alone."""
    column = "charge" if event.subject.get("object") == "dispute" else "customer"
    name = event.subject.get(column)
    if not isinstance(name, str):
        raise NotKnownYet(f"the event is about no {column}")
    return column, name
