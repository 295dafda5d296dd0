"""Events of the platform's own account: whose customer they are about says which site they concern."""

from __future__ import annotations

from collections.abc import Callable

from .webhook_event import NotKnownYet, WebhookEvent

Handler = Callable[[WebhookEvent], None]
PLATFORM_HANDLERS: dict[str, Handler] = {}


def platform_events(*types: str) -> Callable[[Handler], Handler]:
    """Said at start by the module that wants to hear of them; it is called bound to the customer's site."""

    def register(handler: Handler) -> Handler:
        PLATFORM_HANDLERS.update(dict.fromkeys(types, handler))
        return handler

    return register


def customer_of(event: WebhookEvent) -> str:
    """The customer that an event is about."""
    customer = event.subject.get("customer")
    if not isinstance(customer, str):
        raise NotKnownYet("the event is about no customer")
    return customer
