"""What a SCORM 1.2 package says of itself, in imsmanifest.xml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from educrowd.core.archives import Archive
from educrowd.core.errors import Invalid

MANIFEST = "imsmanifest.xml"
LARGEST = 2 * 1024 * 1024
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Manifest:
    """The one part that is played: its title, its page, its fixed start data and the score that passes."""

    title: str
    launch: str
    launch_data: str = ""
    mastery_score: Decimal | None = None


def manifest_of(archive: Archive) -> Manifest:
    """Read it; Invalid where it is none of SCORM 1.2, has several parts, or leads to a page that is not there."""
    if MANIFEST not in archive.names:
        raise Invalid("file", "This is no SCORM package: imsmanifest.xml is missing at its top.")
    try:
        root = fromstring(archive.read(MANIFEST, at_most=LARGEST), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Invalid("file", "imsmanifest.xml of this package can't be read.") from error
    _require_version(root)
    item = _only_item(root)
    launch = _page_of(root, item)
    if unquote(launch.partition("?")[0]) not in archive.names:
        raise Invalid("file", f"The package begins with “{launch}”, which it does not hold.")
    return Manifest(
        title=(_text(item, "title") or "SCORM package")[:LONGEST_TITLE],
        launch=launch,
        launch_data=_text(item, "datafromlms")[:4096],
        mastery_score=_score(_text(item, "masteryscore")),
    )


def _require_version(root: Element) -> None:
    version = next((each.text or "" for each in _named(root, "schemaversion")), "1.2").strip()
    if not version.startswith("1.2"):
        raise Invalid("file", f"This package is of SCORM “{version[:20]}”; only SCORM 1.2 can be played.")


def _only_item(root: Element) -> Element:
    items = [item for item in _named(root, "item") if item.get("identifierref")]
    if len(items) != 1:
        message = f"This package has {len(items)} parts; make one package, and one lesson, of each."
        raise Invalid("file", message)
    return items[0]


def _page_of(root: Element, item: Element) -> str:
    wanted = item.get("identifierref")
    resource = next((each for each in _named(root, "resource") if each.get("identifier") == wanted), None)
    page = resource.get("href", "") if resource is not None else ""
    if resource is None or not page:
        raise Invalid("file", "imsmanifest.xml names no page to begin with.")
    base = "".join(value for name, value in resource.attrib.items() if name.endswith("}base"))
    return base + page + item.get("parameters", "")


def _named(root: Element, name: str) -> Iterator[Element]:
    return (each for each in root.iter() if _plain(each) == name)


def _text(item: Element, name: str) -> str:
    return next(((each.text or "").strip() for each in item if _plain(each) == name), "")


def _plain(element: Element) -> str:
    """The name without its namespace: makers write several."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _score(text: str) -> Decimal | None:
    try:
        score = Decimal(text)
    except InvalidOperation:
        return None
    return score if score.is_finite() and 0 <= score <= 100 else None
