"""XML of strangers: read without entities or document types, asked by plain names."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from educrowd.core.errors import Invalid

# Of a part in XML: its tree takes ten times the memory.
LARGEST_PART = 10 * 1024 * 1024
# An honest part of that size has fewer: one for each twenty letters.
MOST_TAGS = 500_000
VOID = {"br", "hr", "img"}


def tree_of(data: bytes, what: str = "This file") -> Element:
    """The root, names without namespaces in it; Invalid where it can't be read."""
    if data.count(b"<") > MOST_TAGS:
        raise Invalid("file", f"{what} has more than {MOST_TAGS:,} tags.")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Invalid("file", f"{what} is XML that can't be read.") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        for name in [name for name in element.attrib if "}" in name]:
            element.attrib[name.rpartition("}")[2]] = element.attrib.pop(name)
    return root


def text_at(element: Element, path: str) -> str:
    """All text inside the first match, trimmed."""
    found = element.find(path)
    return "".join(found.itertext()).strip() if found is not None else ""


def html_in(element: Element | None, *, without: tuple[str, ...] = ()) -> str:
    """What stands inside an element, as HTML."""
    return "".join(_html(element, without)).strip() if element is not None else ""


def _html(element: Element, without: tuple[str, ...]) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    for child in element:
        if child.tag == "object" and child.get("type", "").startswith("image/"):
            shows = " ".join("".join(child.itertext()).split())
            yield f'<img src="{escape(child.get("data", ""))}" alt="{escape(shows)}">'
        elif child.tag and child.tag not in without:
            yield f"<{child.tag}{_attributes(child)}>"
            if child.tag not in VOID:
                yield from _html(child, without)
                yield f"</{child.tag}>"
        yield escape(child.tail or "", quote=False)


def _attributes(element: Element) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in element.attrib.items())
