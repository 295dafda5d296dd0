"""Random secrets of which the database only ever sees the hash."""

from __future__ import annotations

import hashlib
import secrets


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """A bare SHA-256 is enough: the secret is random, not a password."""
    return hashlib.sha256(secret.encode()).hexdigest()
