"""Moodle XML: the questions of a quiz, each of a type."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from educrowd.core.errors import Invalid

from .found import Found, Lost
from .gift import category_of
from .moodle_kinds import READERS
from .moodle_texts import shown, words
from .pictures import Pictures
from .xml import text_at, tree_of

NOT_TAKEN = {
    "description": "A description, not a question.",
    "calculated": "Numbers that are made by formula are not known here.",
    "calculatedsimple": "Numbers that are made by formula are not known here.",
    "calculatedmulti": "Numbers that are made by formula are not known here.",
}
HINTS = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


def read(data: bytes) -> list[Found]:
    """Every question of the file, those that can't be taken with the reason."""
    root = tree_of(data)
    if root.tag != "quiz":
        raise Invalid("file", "This is no Moodle XML: it begins with no <quiz>.")
    category, questions, pictures = "", [], Pictures()
    for element in root.iter("question"):
        if element.get("type") == "category":
            category = category_of(text_at(element, "category/text"))
        else:
            questions.append(_question(len(questions) + 1, category, element, pictures).fit())
    return questions


def _question(place: int, category: str, element: Element, pictures: Pictures) -> Found:
    title, id = text_at(element, "name/text"), text_at(element, "idnumber")
    found = Found(place, pictures=pictures, category=category, title=title, id=id)
    found.tags = [text_at(tag, "text") for tag in element.iterfind("tags/tag")]
    try:
        _fill(found, element)
    except Lost as lost:
        found.refused = str(lost)
    return found


def _fill(found: Found, element: Element) -> None:
    kind = element.get("type", "")
    if kind not in READERS:
        raise Lost(NOT_TAKEN.get(kind, f"A question of the type “{kind[:40]}” is not known here."))
    found.text = shown(element.find("questiontext"), found)
    found.feedback = words(element.find("generalfeedback"), found)
    found.kind, found.content = READERS[kind](element, found)
    _note_losses(found, element)


def _note_losses(found: Found, element: Element) -> None:
    if any(text_at(element, f"{name}/text") for name in HINTS):
        found.note("Feedback to all right, partly right and wrong answers is left out.")
    if element.find("hint") is not None:
        found.note("Hints are left out.")
    if text_at(element, "defaultgrade") not in ("", "1", "1.0", "1.0000000"):
        found.note("Its points are left out: a quiz says what a question counts.")
