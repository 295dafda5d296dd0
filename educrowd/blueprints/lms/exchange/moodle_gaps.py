"""Texts whose gaps are filled with words of a list: `[[1]]` stands for the first word."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from .found import Found, Lost
from .moodle_texts import words
from .xml import text_at

GAP = re.compile(r"\[\[(\d{1,2})\]\]")


def gaps(element: Element, found: Found) -> tuple[str, dict[str, Any]]:
    """A choice for each gap, among the words of its group."""
    offered = [*element.iterfind("selectoption"), *element.iterfind("dragbox")]
    options = [(words(each, found), text_at(each, "group")) for each in offered]
    rows: list[dict[str, Any]] = []

    def place(gap: re.Match[str]) -> str:
        number = int(gap[1])
        if not 0 < number <= len(options):
            raise Lost(f"Gap {number} has no word in its list.")
        right, group = options[number - 1]
        texts = dict.fromkeys(text for text, other in options if other == group)
        choices = [{"text": text, "fraction": 100.0 if text == right else 0.0} for text in texts]
        rows.append({"kind": "choice", "content": {"choices": choices}})
        return f"[[{len(rows)}]]"

    found.text = GAP.sub(place, found.text)
    return "cloze", {"gaps": rows}
