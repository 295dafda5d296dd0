"""XML as bytes that every parser reads, whatever people have pasted into the texts."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, tostring

# Signs that no XML may hold, escaped or not.
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def xml_bytes(root: Element) -> bytes:
    """The document, with its declaration, in UTF-8."""
    return b"<?xml version='1.0' encoding='utf-8'?>\n" + UNREADABLE.sub("", tostring(root, encoding="unicode")).encode()
