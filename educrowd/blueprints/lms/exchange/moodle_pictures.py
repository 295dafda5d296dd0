"""Pictures beside the texts of Moodle XML that show them."""

from __future__ import annotations

from base64 import b64encode
from xml.etree.ElementTree import Element, SubElement

from ..models.pictures import NAME, pictured, pictures_in, spoken
from .moodle_texts import BESIDE
from .written import Loss, Stored


def attach(question: Element, stored: Stored, loss: Loss) -> Element:
    """The same question, the files of its pictures in it."""
    for element in list(question.iter()):
        text = element.find("text")
        if text is not None and pictures_in(text.text or ""):
            _attach(element, text, stored, loss)
    return question


def _attach(element: Element, text: Element, stored: Stored, loss: Loss) -> None:
    said = text.text or ""
    files = {digest: stored(digest) for digest in sorted(pictures_in(said))}
    if None in files.values():
        loss.note("A picture of it is lost, so all of them are left out.")
        text.text = spoken(said)
    elif element.get("format") == "markdown":
        text.text = NAME.sub(rf"{BESIDE}/\1.webp", said)
    else:
        element.set("format", "html")
        text.text = str(pictured(said, lambda digest: f"{BESIDE}/{digest}.webp"))
    for digest, data in files.items():
        if text.text != spoken(said) and data is not None:
            file = SubElement(element, "file", name=f"{digest}.webp", path="/", encoding="base64")
            file.text = b64encode(data).decode()
