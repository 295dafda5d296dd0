"""Bytes of a text file as text, and plain text as Markdown that looks the same."""

from __future__ import annotations

import codecs
import re

from educrowd.core.errors import Invalid

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# What Markdown would take for a sign of its own, and where.
INLINE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|`|(?<! )\*|\*(?! )|(?<![^\W_])_|_(?![^\W_])|~~|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
)
LINK = re.compile(r"\[(?=[^\[\]\n]{0,300}\][(:\[])|\[(?=\^)")
LEADING = re.compile(r"^([ \t]*)(#{1,6}\s|[-+*]\s|>|={2,}[ \t]*$|-{2,}[ \t]*$|:\s)", re.MULTILINE)
NUMBERED = re.compile(r"^([ \t]*\d{1,9})([.)]\s)", re.MULTILINE)


def text_of(data: bytes) -> str:
    """The text, whatever it was saved as; Invalid for what is none."""
    if b"\x00" in data[:4096] and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Invalid("file", "This is no text file.")
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    return UNSEEN.sub("", text)


def escaped(text: str) -> str:
    """Markdown that shows this text as it stands; its lines stay lines."""
    text = INLINE.sub(lambda found: "\\" + found[0], text)
    text = LINK.sub(r"\\[", text)
    text = NUMBERED.sub(r"\1\\\2", LEADING.sub(r"\1\\\2", text))
    return re.sub(r"(?<!\n)\n(?!\n)", "  \n", text.strip())


def _decoded(data: bytes) -> str:
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        # What Windows wrote before UTF-8; every byte is a sign of it.
        return data.decode("cp1252", "replace")
