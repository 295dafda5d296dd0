"""JSON of strangers: weighed before it is read, as a few letters of it take much memory."""

from __future__ import annotations

import json
from typing import Any

from .errors import Invalid

# An empty list is two letters and seventy bytes. A course of five thousand questions has a tenth of these.
MOST_VALUES = 2_000_000


def json_of(data: bytes, what: str, *, most: int = MOST_VALUES) -> Any:
    """What it says; Invalid where it is no JSON, or has more values than can be held."""
    weigh(data, what, most=most)
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Invalid("file", f"{what} can't be read: it is no JSON.") from error


def weigh(data: bytes, what: str, *, most: int = MOST_VALUES) -> None:
    """Invalid where there are too many values; signs in texts are counted with them, which honest files bear."""
    if sum(data.count(sign) for sign in (b",", b"[", b"{")) > most:
        raise Invalid("file", f"{what} holds more than {most:,} values.")
