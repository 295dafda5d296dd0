"""What staff do with webhooks; who sets one up or changes it answers for it, and it hears what they may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from educrowd.blueprints.auth.scopes import scopes_for
from educrowd.core.allowances import require_feature
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.webhooks import EVENTS, WebhookDelivery, WebhookEndpoint


class NotHeard(Refused):
    """A key would hear by webhook what it may not read."""

    code = "forbidden"
    status = 403

    def __init__(self, event: str, path: str):
        wanted = " or ".join(scopes_for("GET", path))
        super().__init__(f"This key may not hear of {event}; one with {wanted} may.", field="events")


def require_heard(events: Iterable[str]) -> None:
    """A key listens to nothing that it may not read itself; whoever is signed in may."""
    for event in (EVENTS[name] for name in events if name in EVENTS):
        if not current.user.opens(event.path):
            raise NotHeard(event.name, event.path)


def open_webhook(*, url: str, events: list[str], description: str = "") -> WebhookEndpoint:
    """A new one; its secret is shown by whoever made it, once."""
    require_feature("api")
    require_heard(events)
    endpoint = WebhookEndpoint.open(url=url, events=events, description=description, user_id=current.user.id)
    _note("created", endpoint, events=endpoint.events)
    return endpoint


def change_webhook(endpoint: WebhookEndpoint, *, is_active: bool | None = None, **values: Any) -> None:
    """Other news, another address; or on and off."""
    require_heard({*endpoint.events, *values.get("events", ())})
    endpoint.change(**values)
    endpoint.user_id = current.user.id
    if values:
        _note("changed", endpoint, events=endpoint.events)
    if is_active is not None and is_active != endpoint.is_active:
        switch_webhook(endpoint, on=is_active)
    db.session.flush()


def switch_webhook(endpoint: WebhookEndpoint, *, on: bool) -> None:
    """Off, nothing is sent and what waits is given up; on, it hears what happens from now on."""
    if on:
        endpoint.switch_on()
        endpoint.user_id = current.user.id
    else:
        endpoint.switch_off()
        db.session.flush()
        db.session.execute(WebhookDelivery.giving_up_on(endpoint))
    _note("switched_on" if on else "switched_off", endpoint)


def roll_secret(endpoint: WebhookEndpoint) -> str:
    """The new secret, shown once; the old one is good for a day more."""
    _note("secret_rolled", endpoint)
    return endpoint.roll_secret()


def delete_webhook(endpoint: WebhookEndpoint) -> None:
    """With all that is known of its deliveries."""
    _note("deleted", endpoint)
    db.session.delete(endpoint)
    db.session.flush()


def _note(act: str, endpoint: WebhookEndpoint, **details: Any) -> None:
    # Never the whole address: its path may be a key.
    audit(f"webhook.{act}", subject=endpoint, host=endpoint.host, **details)
