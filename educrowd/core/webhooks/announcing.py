"""A module's signal becomes news for those endpoints that asked for it, in the transaction that sent it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from blinker import Signal
from marshmallow import Schema

from ..db import ask_once, db, utcnow
from .addressing import address_deliveries
from .endpoint import WebhookEndpoint
from .events import EVENTS, EventType


def announces(
    signal: Signal, name: str, words: str, *, id: str, schema: Schema, find: Callable[[int], Any], path: str
) -> EventType:
    """Let webhooks tell of a signal: `id` names what it carries, `find` the row that `schema` shows.

    `path` is where the API shows the same: a key that may not read there may not listen here either. The row is
    read later and in the name of the endpoint's owner, so `find` answers None where they may not see it.
    """

    def hear(_sender: Any, **told: Any) -> None:
        _promise(name, told[id])

    signal.connect(hear, weak=False)
    EVENTS[name] = EventType(name, words, schema, find, path)
    return EVENTS[name]


def _promise(event: str, subject_id: int) -> None:
    if ask_once(_is_wanted, event):
        address_deliveries.later(event, subject_id, utcnow().isoformat())


def _is_wanted(event: str) -> bool:
    wanting = WebhookEndpoint.wanting(event).with_only_columns(WebhookEndpoint.id).limit(1)
    return db.session.scalar(wanting) is not None
