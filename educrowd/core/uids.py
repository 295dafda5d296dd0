"""Short names by chance, for what has no name of its own."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_uid() -> str:
    """Ten characters that are easy to read aloud: 49 bits of chance."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))
