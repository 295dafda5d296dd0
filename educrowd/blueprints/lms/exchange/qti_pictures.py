"""Pictures in the words of QTI 2.1, which stand there as HTML."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from ..models.pictures import SIGN, by_name, pictured, spoken
from .xhtml import grow

# Where words stand alone.
BARE = {"inlineChoice", "value"}


def show(item: Element) -> Element:
    """The same item, with a picture wherever its words name one."""
    for element in list(item.iter()):
        if element.text and SIGN.search(element.text):
            _show(element, element.text)
    return item


def _show(element: Element, words: str) -> None:
    if element.tag in BARE:
        element.text = spoken(words)
        return
    within = list(element)
    for each in within:
        element.remove(each)
    element.text = None
    grow(element, str(pictured(words, by_name)))
    element.extend(within)
