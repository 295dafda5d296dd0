"""Texts with gaps as Moodle writes them: `{1:SHORTANSWER:=seven~%50%7#Nearly.}`."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from . import formatted
from .found import Found, Lost
from .moodle_texts import hold_files
from .numbers import number, plainly
from .xml import text_at

GAP = re.compile(r"\{(\d{0,3}):([A-Z_]{2,20}):((?:\\.|[^{}\\]){1,5000})\}", re.DOTALL)
PLACE = re.compile("\x01(\\d+)\x02")
TEXTS = {"SHORTANSWER": False, "SA": False, "MW": False, "SHORTANSWER_C": True, "SAC": True, "MWC": True}
NUMBERS = ("NUMERICAL", "NM")
CHOICES = re.compile(r"(MULTICHOICE|MC)(_?[VHS]{1,2})?")
ANSWER = re.compile(r"(=|%(-?\d{1,3}(?:\.\d+)?)%)?(.*)", re.DOTALL)
Content = dict[str, Any]


def cloze(element: Element, found: Found) -> tuple[str, Content]:
    """The gaps; the question's text gets their places."""
    source = text_at(element, "questiontext/text")
    format = next((each.get("format", "html") for each in element.iterfind("questiontext")), "html")
    for text in element.iterfind("questiontext"):
        hold_files(text, found)
    rows: list[Content] = []

    def place(gap: re.Match[str]) -> str:
        rows.append(_gap(gap, found))
        return f"\x01{len(rows)}\x02"

    text = formatted.markdown(GAP.sub(place, source), format, found)
    found.text = PLACE.sub(r"[[\1]]", text)
    return "cloze", {"gaps": rows}


def _gap(gap: re.Match[str], found: Found) -> Content:
    weight, name, inside = gap.groups()
    answers = [_answer(part, found) for part in re.split(r"(?<!\\)~", unescape(inside)) if part]
    kept: Content = {"weight": min(max(int(weight or 1), 1), 100)}
    if name in TEXTS:
        rows = [row for row in answers if row["text"] != "*"]
        return kept | {"kind": "short", "content": {"answers": rows, "case_sensitive": TEXTS[name]}}
    if name in NUMBERS:
        rows = [_number(row) for row in answers if row["text"] != "*"]
        return kept | {"kind": "numeric", "content": {"answers": rows}}
    shape = CHOICES.fullmatch(name)
    if not shape:
        raise Lost(f"A gap of the type {name} is not known here.")
    return kept | {"kind": "choice", "content": {"choices": answers, "shuffle": "S" in (shape[2] or "")}}


def _answer(part: str, found: Found) -> Content:
    words, _, feedback = re.sub(r"\\(.)", "\\1", part.replace("\\#", "\x03").replace("\\~", "~")).partition("#")
    mark = ANSWER.fullmatch(words)
    share, text = (mark[2], mark[3]) if mark else (None, words)
    fraction = float(share) if share is not None else 100.0 if mark and mark[1] else 0.0
    said = {"text": text.replace("\x03", "#"), "feedback": feedback.replace("\x03", "#")}
    return {name: formatted.plain(value, "", found) for name, value in said.items()} | {"fraction": fraction}


def _number(row: Content) -> Content:
    value, _, margin = row.pop("text").partition(":")
    return row | {"value": plainly(number(value)), "tolerance": plainly(abs(number(margin or "0")))}
