"""Questions of a bank as Moodle XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent

from educrowd.core.xml_file import xml_bytes

from ..questions.cloze import GAP
from .moodle_cloze_writer import gap_of
from .moodle_pictures import attach
from .numbers import plainly
from .written import Loss, Stored, shares

Content = dict[str, Any]


def write(questions: Iterable[Any], stored: Stored) -> tuple[bytes, list[Loss]]:
    """The file, and what Moodle has no place for."""
    root = Element("quiz")
    losses: list[Loss] = []
    category = ""
    for question in questions:
        loss = Loss(question)
        if question.category != category:
            category = question.category
            path = f"$course$/top/{category}" if category else "$course$/top"
            _text(SubElement(root, "question", type="category"), "category", path, format="")
        root.append(attach(_question(question, loss), stored, loss))
        losses += [loss] if loss.words else []
    indent(root)
    return xml_bytes(root), losses


def _question(question: Any, loss: Loss) -> Element:
    now = question.current
    type, fill = WRITERS[now.kind]
    element = Element("question", type=type)
    _text(element, "name", now.title or now.name, format="")
    content = {**now.content, "text": now.text}
    _text(element, "questiontext", _with_gaps(content) if now.kind == "cloze" else now.text, format="markdown")
    _text(element, "generalfeedback", now.feedback, format="plain_text")
    _plain(element, "defaultgrade", "1")
    _plain(element, "idnumber", question.uid)
    fill(element, content, loss)
    if question.tags:
        tags = SubElement(element, "tags")
        for tag in question.tags:
            _text(tags, "tag", tag, format="")
    return element


def _choices(element: Element, content: Content, loss: Loss) -> None:
    _plain(element, "single", "true")
    _plain(element, "shuffleanswers", "true" if content["shuffle"] else "false")
    _answers(element, content["choices"], [row["fraction"] for row in content["choices"]])


def _several(element: Element, content: Content, loss: Loss) -> None:
    _plain(element, "single", "false")
    _plain(element, "shuffleanswers", "true" if content["shuffle"] else "false")
    _answers(element, content["choices"], shares(content["choices"], loss))


def _truth(element: Element, content: Content, loss: Loss) -> None:
    rows = [{"text": name, "feedback": content[f"feedback_{name}"]} for name in ("true", "false")]
    _answers(element, rows, [100.0, 0.0] if content["correct"] else [0.0, 100.0])


def _words(element: Element, content: Content, loss: Loss) -> None:
    _plain(element, "usecase", "1" if content["case_sensitive"] else "0")
    rows = [{**row, "text": row["text"].replace("*", "\\*")} for row in content["answers"]]
    _answers(element, rows, [row["fraction"] for row in rows])


def _numbers(element: Element, content: Content, loss: Loss) -> None:
    rows = [{**row, "text": row["value"]} for row in content["answers"]]
    for answer, row in zip(_answers(element, rows, [row["fraction"] for row in rows]), rows, strict=True):
        _plain(answer, "tolerance", row["tolerance"])
    if content["units"]:
        units = SubElement(element, "units")
        for row in content["units"]:
            unit = SubElement(units, "unit")
            _plain(unit, "multiplier", plainly(Decimal(1) / Decimal(row["factor"])))
            _plain(unit, "unit_name", row["unit"])
    _plain(element, "unitgradingtype", "1" if content["unit_required"] else "0")


def _pairs(element: Element, content: Content, loss: Loss) -> None:
    texts = {row["id"]: row["text"] for row in content["options"]}
    used = {row["option"] for row in content["pairs"]}
    pairs = [(row["text"], texts[row["option"]]) for row in content["pairs"]]
    _plain(element, "shuffleanswers", "true")
    for thing, partner in pairs + [("", text) for id, text in texts.items() if id not in used]:
        _text(_text(element, "subquestion", thing), "answer", partner, format="")


def _order(element: Element, content: Content, loss: Loss) -> None:
    _plain(element, "gradingtype", "ALL_OR_NOTHING" if content["all_or_nothing"] else "RELATIVE_NEXT_EXCLUDE_LAST")
    _answers(element, [{**row, "feedback": ""} for row in content["items"]], [1.0] * len(content["items"]))


def _essay(element: Element, content: Content, loss: Loss) -> None:
    _text(element, "graderinfo", content["note"])
    if content["least_words"]:
        _plain(element, "minwordlimit", str(content["least_words"]))


def _cloze(element: Element, content: Content, loss: Loss) -> None:
    if any(gap["content"].get("units") for gap in content["gaps"]):
        loss.note("Units in its gaps are left out.")


def _with_gaps(content: Content) -> str:
    gaps = content["gaps"]
    return GAP.sub(lambda found: gap_of(gaps[int(found[1]) - 1]), content["text"])


WRITERS: dict[str, tuple[str, Callable[[Element, Content, Loss], None]]] = {
    "choice": ("multichoice", _choices),
    "multiple": ("multichoice", _several),
    "truefalse": ("truefalse", _truth),
    "short": ("shortanswer", _words),
    "numeric": ("numerical", _numbers),
    "match": ("matching", _pairs),
    "order": ("ordering", _order),
    "cloze": ("cloze", _cloze),
    "essay": ("essay", _essay),
}


def _answers(element: Element, rows: list[Content], fractions: list[float]) -> list[Element]:
    made = []
    for row, fraction in zip(rows, fractions, strict=True):
        answer = _text(element, "answer", row["text"])
        answer.set("fraction", f"{fraction:.10g}")
        _text(answer, "feedback", row["feedback"])
        made.append(answer)
    return made


def _text(parent: Element, name: str, words: str, *, format: str = "plain_text") -> Element:
    element = SubElement(parent, name, {"format": format} if format else {})
    SubElement(element, "text").text = words
    return element


def _plain(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = words
