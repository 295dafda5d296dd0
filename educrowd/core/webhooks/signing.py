"""Signatures by Standard Webhooks, version 1: receivers check them with the library of their language."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def signed_headers(message_id: str, sent_at: int, body: bytes, signing_secrets: Iterable[str]) -> dict[str, str]:
    """The three headers; one signature for each secret, so that a receiver may hold either of two."""
    content = f"{message_id}.{sent_at}.".encode() + body
    signatures = [f"v1,{_signature(content, secret)}" for secret in signing_secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(sent_at),
        "webhook-signature": " ".join(signatures),
    }


def _signature(content: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
