"""The formats that questions are read from and written in: by name, or by what a file looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from educrowd.core.errors import Invalid

from . import aiken, gift, gift_writer, moodle_writer, moodle_xml, qti, qti_writer
from .found import Found
from .plain import text_of
from .written import Loss, Stored

LARGEST = 10 * 1024 * 1024
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is called, its reader, and its writer with the kind of file that it makes."""

    name: str
    label: str
    read: Callable[[bytes], list[Found]]
    write: Callable[[Iterable[Any], Stored], tuple[bytes, list[Loss]]] | None = None
    ending: str = ""
    media_type: str = ""


FORMATS = {
    each.name: each
    for each in (
        Format("gift", "GIFT", gift.read, gift_writer.write, "gift.txt", "text/plain"),
        Format("aiken", "Aiken", aiken.read),
        Format("moodle_xml", "Moodle XML", moodle_xml.read, moodle_writer.write, "xml", "application/xml"),
        Format("qti", "QTI 1.2 and 2.1", qti.read, qti_writer.write, "qti.zip", "application/zip"),
    )
}
WRITTEN = {name: each for name, each in FORMATS.items() if each.write}


def format_of(data: bytes) -> str:
    """The name of the format that a file looks like."""
    if data.startswith(b"PK"):
        return "qti"
    text = text_of(data)
    if text.lstrip().startswith("<"):
        return "moodle_xml" if "<quiz>" in text[:5_000] else "qti"
    return "aiken" if aiken.is_aiken(text) else "gift"


def found_in(data: bytes, format: str) -> list[Found]:
    """The questions of a file; Invalid where it can't be read, holds none or too many."""
    found = FORMATS[format].read(data)
    if not found:
        raise Invalid("file", f"There is no question in this file, read as {FORMATS[format].label}.")
    if len(found) > MOST:
        raise Invalid("file", f"The file holds {len(found)} questions; import at most {MOST} at once.")
    return found
