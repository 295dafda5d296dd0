"""Questions as QTI 1.2, in the profile that Common Cartridges have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from educrowd.core.xml_file import xml_bytes

from ..models.pictures import SIGN, by_name, pictured, placed
from .found import Lost
from .pictures import BASE
from .written import Loss, shares

Content = dict[str, Any]
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"


def write_test(identifier: str, title: str, questions: Iterable[Any]) -> tuple[bytes, list[Loss]]:
    """An assessment of these questions, and what is not, or not quite, in it."""
    root = Element("questestinterop", xmlns=QTI)
    test = SubElement(root, "assessment", ident=identifier, title=title)
    _facts(test, {"cc_profile": "cc.exam.v0p1", "qmd_assessmenttype": "Examination"})
    section = SubElement(test, "section", ident="root_section")
    losses = []
    for question in questions:
        loss = Loss(question)
        try:
            section.append(_item(question, loss))
        except Lost as lost:
            loss.refused = str(lost)
        losses += [loss] if loss.words else []
    return xml_bytes(root), losses


def _item(question: Any, loss: Loss) -> Element:
    now = question.current
    if now.kind not in WRITERS:
        raise Lost("Common Cartridges have no questions of this kind.")
    profile, fill = WRITERS[now.kind]
    item = Element("item", ident=f"q-{question.uid}", title=now.title or now.name)
    _facts(SubElement(item, "itemmetadata"), {"cc_profile": profile})
    presentation = SubElement(item, "presentation")
    _material(presentation, now.html)
    processing = Element("resprocessing")
    outcomes = SubElement(processing, "outcomes")
    SubElement(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    fill(presentation, processing, now.content, loss)
    item.append(processing)
    if now.feedback:
        said = SubElement(SubElement(item, "itemfeedback", ident="general_fb"), "flow_mat")
        _material(said, now.feedback, type="text/plain")
    return item


def _choice(presentation: Element, processing: Element, content: Content, loss: Loss) -> None:
    render = _listed(presentation, "Single", [(row["id"], row["text"]) for row in content["choices"]])
    render.set("shuffle", "Yes" if content["shuffle"] else "No")
    if any(row["fraction"] not in (0, 100) for row in content["choices"]) or _is_said(content["choices"]):
        loss.note("Shares of points and feedback to single choices are left out.")
    _right(processing, next(row["id"] for row in content["choices"] if row["fraction"] == 100))


def _multiple(presentation: Element, processing: Element, content: Content, loss: Loss) -> None:
    rows = content["choices"]
    _listed(presentation, "Multiple", [(row["id"], row["text"]) for row in rows])
    wanted = shares(rows, loss)
    if len({abs(share) for share in wanted if share}) > 1 or _is_said(rows):
        loss.note("Shares of points and feedback to single choices are left out: all right ones together, or nothing.")
    condition = _condition(processing)
    together = SubElement(SubElement(condition, "conditionvar"), "and")
    for row, share in zip(rows, wanted, strict=True):
        parent = together if share > 0 else SubElement(together, "not")
        SubElement(parent, "varequal", respident="response1").text = row["id"]
    _give(condition)


def _truth(presentation: Element, processing: Element, content: Content, loss: Loss) -> None:
    _listed(presentation, "Single", [("true", "True"), ("false", "False")])
    if content["feedback_true"] or content["feedback_false"]:
        loss.note("Shares of points and feedback to single choices are left out.")
    _right(processing, "true" if content["correct"] else "false")


def _words(presentation: Element, processing: Element, content: Content, loss: Loss) -> None:
    _field(presentation)
    right = [row["text"] for row in content["answers"] if row["fraction"] == 100]
    if len(right) < len(content["answers"]) or _is_said(content["answers"]):
        loss.note("Answers that are partly right, and feedback to single answers, are left out.")
    condition = _condition(processing)
    equal = SubElement(condition, "conditionvar")
    for text in right:
        case = "Yes" if content["case_sensitive"] else "No"
        SubElement(equal, "varequal", respident="response1", case=case).text = text
    _give(condition)


def _essay(presentation: Element, processing: Element, content: Content, loss: Loss) -> None:
    _field(presentation)
    if content["least_words"] or content["note"]:
        loss.note("The words for those who grade and the least number of words are left out.")


WRITERS: dict[str, tuple[str, Callable[[Element, Element, Content, Loss], None]]] = {
    "choice": ("cc.multiple_choice.v0p1", _choice),
    "multiple": ("cc.multiple_response.v0p1", _multiple),
    "truefalse": ("cc.true_false.v0p1", _truth),
    "short": ("cc.fib.v0p1", _words),
    "essay": ("cc.essay.v0p1", _essay),
}


def _is_said(rows: list[Content]) -> bool:
    return any(row["feedback"] for row in rows)


def _facts(parent: Element, facts: dict[str, str]) -> None:
    metadata = SubElement(parent, "qtimetadata")
    for label, entry in facts.items():
        field = SubElement(metadata, "qtimetadatafield")
        SubElement(field, "fieldlabel").text = label
        SubElement(field, "fieldentry").text = entry


def _material(parent: Element, words: str, *, type: str = "text/html") -> None:
    if type == "text/html":
        words = str(placed(words, _at))
    elif SIGN.search(words):
        words, type = str(pictured(words, _at)), "text/html"
    SubElement(SubElement(parent, "material"), "mattext", texttype=type).text = words


def _at(digest: str) -> str:
    return f"{BASE}/{by_name(digest)}"


def _listed(presentation: Element, cardinality: str, rows: list[tuple[str, str]]) -> Element:
    asked = SubElement(presentation, "response_lid", ident="response1", rcardinality=cardinality)
    render = SubElement(asked, "render_choice")
    for id, text in rows:
        _material(SubElement(render, "response_label", ident=id), text, type="text/plain")
    return render


def _field(presentation: Element) -> None:
    SubElement(SubElement(presentation, "response_str", ident="response1", rcardinality="Single"), "render_fib")


def _condition(processing: Element) -> Element:
    return SubElement(processing, "respcondition", {"continue": "No"})


def _right(processing: Element, id: str) -> None:
    condition = _condition(processing)
    SubElement(SubElement(condition, "conditionvar"), "varequal", respident="response1").text = id
    _give(condition)


def _give(condition: Element) -> None:
    SubElement(condition, "setvar", action="Set", varname="SCORE").text = "100"
