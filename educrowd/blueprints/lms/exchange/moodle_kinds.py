"""The types of questions in Moodle XML, as the content of our kinds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from .found import Found, Lost
from .moodle_cloze import cloze
from .moodle_gaps import gaps
from .moodle_texts import words
from .numbers import number, plainly
from .xml import text_at

Content = dict[str, Any]
Reading = tuple[str, Content]


def _multichoice(element: Element, found: Found) -> Reading:
    kind = "choice" if text_at(element, "single") in ("", "true", "1") else "multiple"
    shuffle = text_at(element, "shuffleanswers") in ("", "true", "1")
    return kind, {"choices": [_row(answer, found) for answer in element.iterfind("answer")], "shuffle": shuffle}


def _truefalse(element: Element, found: Found) -> Reading:
    rows = {text_at(answer, "text").lower(): answer for answer in element.iterfind("answer")}
    if not {"true", "false"} <= rows.keys():
        raise Lost("It has no answers “true” and “false”.")
    said = {f"feedback_{name}": words(rows[name].find("feedback"), found) for name in ("true", "false")}
    return "truefalse", {"correct": _fraction(rows["true"]) > _fraction(rows["false"]), **said}


def _shortanswer(element: Element, found: Found) -> Reading:
    kept = [row for row in (_row(answer, found) for answer in element.iterfind("answer")) if not _is_open(row, found)]
    if not kept:
        raise Lost("All its answers are patterns with *, and a bank of ours compares whole words.")
    return "short", {"answers": kept, "case_sensitive": text_at(element, "usecase") == "1"}


def _numerical(element: Element, found: Found) -> Reading:
    rows = [_number(answer, found) for answer in element.iterfind("answer") if text_at(answer, "text") not in ("*", "")]
    units = [_unit(unit) for unit in element.iterfind("units/unit")]
    is_needed = text_at(element, "unitgradingtype") not in ("", "0") and bool(units)
    return "numeric", {"answers": rows, "units": units, "unit_required": is_needed}


def _matching(element: Element, found: Found) -> Reading:
    rows = [(words(each, found), words(each.find("answer"), found)) for each in element.iterfind("subquestion")]
    ids = {partner: f"o{place}" for place, partner in enumerate(dict.fromkeys(each for _, each in rows), start=1)}
    pairs = [{"text": thing, "option": ids[partner]} for thing, partner in rows if thing]
    return "match", {"pairs": pairs, "options": [{"id": id, "text": text} for text, id in ids.items()]}


def _ordering(element: Element, found: Found) -> Reading:
    items = [{"text": words(answer, found)} for answer in element.iterfind("answer")]
    return "order", {"items": items, "all_or_nothing": text_at(element, "gradingtype") in ("ALL_OR_NOTHING", "-1")}


def _essay(element: Element, found: Found) -> Reading:
    least = text_at(element, "minwordlimit")
    if text_at(element, "attachments") not in ("", "0"):
        found.note("Files cannot be handed in with it.")
    return "essay", {
        "least_words": int(least[:5]) if least.isdecimal() else 0,
        "note": words(element.find("graderinfo"), found)[:5_000],
    }


READERS: dict[str, Callable[[Element, Found], Reading]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": cloze,
    "multianswer": cloze,
    "gapselect": gaps,
    "ddwtos": gaps,
}


def _row(answer: Element, found: Found) -> Content:
    feedback = words(answer.find("feedback"), found)
    return {"text": words(answer, found), "fraction": _fraction(answer), "feedback": feedback}


def _fraction(answer: Element) -> float:
    try:
        return float(answer.get("fraction") or 0)
    except ValueError:
        return 0.0


def _is_open(row: Content, found: Found) -> bool:
    if "*" not in row["text"].replace("\\*", ""):
        row["text"] = row["text"].replace("\\*", "*")
        return False
    is_any = row["text"] == "*"
    what = "The feedback for any other answer" if is_any else f"The answer “{row['text'][:60]}”, a pattern,"
    found.note(f"{what} is left out.")
    return True


def _number(answer: Element, found: Found) -> Content:
    return {
        "value": plainly(number(text_at(answer, "text"))),
        "tolerance": plainly(abs(number(text_at(answer, "tolerance") or "0"))),
        "fraction": _fraction(answer),
        "feedback": words(answer.find("feedback"), found),
    }


def _unit(unit: Element) -> Content:
    """There a number is what the answer is multiplied with, here what makes the answer of it."""
    times = number(text_at(unit, "multiplier") or "1")
    if not times:
        raise Lost("One of its units counts nothing.")
    return {"unit": text_at(unit, "unit_name"), "factor": plainly(Decimal(1) / times)}
