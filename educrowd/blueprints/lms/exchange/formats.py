"""The formats that questions are read from: by name, or by what a file looks like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from educrowd.core.errors import Invalid

from . import aiken, gift
from .found import Found
from .plain import text_of

LARGEST = 10 * 1024 * 1024
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is called, and its reader."""

    name: str
    label: str
    read: Callable[[bytes], list[Found]]


FORMATS = {
    each.name: each
    for each in (
        Format("gift", "GIFT", gift.read),
        Format("aiken", "Aiken", aiken.read),
    )
}


def format_of(data: bytes) -> str:
    """The name of the format that a file looks like."""
    return "aiken" if aiken.is_aiken(text_of(data)) else "gift"


def found_in(data: bytes, format: str) -> list[Found]:
    """The questions of a file; Invalid where it can't be read, holds none or too many."""
    found = FORMATS[format].read(data)
    if not found:
        raise Invalid("file", f"There is no question in this file, read as {FORMATS[format].label}.")
    if len(found) > MOST:
        raise Invalid("file", f"The file holds {len(found)} questions; import at most {MOST} at once.")
    return found
