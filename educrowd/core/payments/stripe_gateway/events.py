"""Events: what Stripe tells by itself, and what it has told."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import stripe

from ..gateway import BadSignature
from .calls import Caller, on, speaking

SIGNATURE_TOLERANCE_SECONDS = 300


class Events(Caller):
    """Signed bodies of webhooks, and the list of what was sent."""

    webhook_secrets: list[str]

    def list_events(self, account: str | None, *, since: datetime, types: Collection[str]) -> Iterator[dict[str, Any]]:
        params: Any = {"limit": 100, "created": {"gte": int(since.timestamp())}, "types": sorted(types)}
        options: Any = on(account) if account else {}
        with speaking():
            for found in self.client.events.list(params, options).auto_paging_iter():
                yield found.to_dict(for_json=True)

    def read_event(self, raw: bytes, signature: str) -> dict[str, Any]:
        """The event in a signed body; BadSignature unless one of our secrets signed it lately."""
        if not any(self._is_signed(raw, signature, secret) for secret in self.webhook_secrets):
            raise BadSignature("the signature does not fit")
        try:
            event = json.loads(raw)
        except ValueError as error:
            raise BadSignature("signed, but not JSON") from error
        if not isinstance(event, dict):
            raise BadSignature("signed, but not an event")
        return event

    @staticmethod
    def _is_signed(raw: bytes, signature: str, secret: str) -> bool:
        try:
            return stripe.WebhookSignature.verify_header(raw, signature, secret, SIGNATURE_TOLERANCE_SECONDS)
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            return False
