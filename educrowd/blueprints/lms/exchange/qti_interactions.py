"""Questions of each kind as the interactions of QTI 2.1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from ..questions.cloze import pieces
from .qti_declaring import declare, declare_numbers, declare_words, name_of
from .written import Loss, shares
from .xhtml import grow

Content = dict[str, Any]
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"


def _choice(item: Element, body: Element, now: Any, loss: Loss) -> None:
    right = [name_of(row) for row in now.content["choices"] if row["fraction"] == 100][:1]
    declare(item, "identifier", right, mapped={name_of(row): row["fraction"] for row in now.content["choices"]})
    _listed(item, body, now, most=1)


def _multiple(item: Element, body: Element, now: Any, loss: Loss) -> None:
    rows = now.content["choices"]
    right = [name_of(row) for row in rows if row["fraction"] > 0]
    mapped = {name_of(row): share for row, share in zip(rows, shares(rows, loss), strict=True)}
    declare(item, "identifier", right, mapped=mapped, cardinality="multiple")
    _listed(item, body, now, most=0)


def _truth(item: Element, body: Element, now: Any, loss: Loss) -> None:
    right = "true" if now.content["correct"] else "false"
    declare(item, "identifier", [right], mapped={right: 100.0})
    grow(body, now.html)
    asked = SubElement(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices="1")
    for name, text in (("true", "True"), ("false", "False")):
        _row(asked, name, text, now.content[f"feedback_{name}"])


def _short(item: Element, body: Element, now: Any, loss: Loss) -> None:
    declare_words(item, now.content, "RESPONSE", loss)
    grow(body, now.html)
    _entry(body)


def _numeric(item: Element, body: Element, now: Any, loss: Loss) -> None:
    declare_numbers(item, now.content, "RESPONSE", loss)
    grow(body, now.html)
    _entry(body)


def _match(item: Element, body: Element, now: Any, loss: Loss) -> None:
    pairs = [f"p-{row['id']} c-{row['option']}" for row in now.content["pairs"]]
    declare(item, "directedPair", pairs, mapped=dict.fromkeys(pairs, 1.0), cardinality="multiple")
    grow(body, now.html)
    most = str(len(pairs))
    asked = SubElement(body, "matchInteraction", responseIdentifier="RESPONSE", shuffle="true", maxAssociations=most)
    for letter, rows, limit in (("p", now.content["pairs"], "1"), ("c", now.content["options"], most)):
        listed = SubElement(asked, "simpleMatchSet")
        for row in rows:
            id = f"{letter}-{row['id']}"
            SubElement(listed, "simpleAssociableChoice", identifier=id, matchMax=limit).text = row["text"]


def _order(item: Element, body: Element, now: Any, loss: Loss) -> None:
    declare(item, "identifier", [name_of(row) for row in now.content["items"]], cardinality="ordered")
    SubElement(item, "responseProcessing", template=f"{TEMPLATES}/match_correct")
    if not now.content["all_or_nothing"]:
        loss.note("Points for parts of the order are left out: all or nothing there.")
    grow(body, now.html)
    asked = SubElement(body, "orderInteraction", responseIdentifier="RESPONSE", shuffle="true")
    for row in now.content["items"]:
        SubElement(asked, "simpleChoice", identifier=name_of(row)).text = row["text"]


def _cloze(item: Element, body: Element, now: Any, loss: Loss) -> None:
    gaps = now.content["gaps"]
    html = "".join(f'<img src="gap:{piece}">' if isinstance(piece, int) else piece for piece in pieces(now.html))
    grow(body, html)
    for each in [each for each in body.iter("img") if each.get("src", "").startswith("gap:")]:
        place = int(each.get("src", "").removeprefix("gap:"))
        tail = each.tail
        each.clear()
        each.tail = tail
        _gap(item, each, gaps[place - 1], f"RESPONSE{place}", loss)
    if len({gap["weight"] for gap in gaps}) > 1:
        loss.note("Weights of gaps are left out.")


def _essay(item: Element, body: Element, now: Any, loss: Loss) -> None:
    if now.content["least_words"] or now.content["note"]:
        loss.note("The words for those who grade and the least number of words are left out.")
    SubElement(item, "responseDeclaration", identifier="RESPONSE", cardinality="single", baseType="string")
    grow(body, now.html)
    SubElement(body, "extendedTextInteraction", responseIdentifier="RESPONSE")


WRITERS: dict[str, Callable[[Element, Element, Any, Loss], None]] = {
    "choice": _choice,
    "multiple": _multiple,
    "truefalse": _truth,
    "short": _short,
    "numeric": _numeric,
    "match": _match,
    "order": _order,
    "cloze": _cloze,
    "essay": _essay,
}


def _gap(item: Element, each: Element, gap: Content, name: str, loss: Loss) -> None:
    content = gap["content"]
    each.set("responseIdentifier", name)
    each.tag = "inlineChoiceInteraction" if gap["kind"] == "choice" else "textEntryInteraction"
    if gap["kind"] == "short":
        declare_words(item, content, name, loss)
    elif gap["kind"] == "numeric":
        declare_numbers(item, content, name, loss)
    else:
        each.set("shuffle", "true" if content["shuffle"] else "false")
        right = [name_of(row) for row in content["choices"] if row["fraction"] == 100]
        declare(item, "identifier", right, {name_of(row): row["fraction"] for row in content["choices"]}, name=name)
        for row in content["choices"]:
            SubElement(each, "inlineChoice", identifier=name_of(row)).text = row["text"]
        if any(row["feedback"] for row in content["choices"]):
            loss.note("Feedback to single answers is left out.")


def _listed(item: Element, body: Element, now: Any, *, most: int) -> None:
    shuffle = "true" if now.content["shuffle"] else "false"
    grow(body, now.html)
    asked = SubElement(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle=shuffle, maxChoices=str(most))
    for row in now.content["choices"]:
        _row(asked, name_of(row), row["text"], row["feedback"])


def _row(asked: Element, id: str, text: str, feedback: str) -> None:
    made = SubElement(asked, "simpleChoice", identifier=id)
    made.text = text
    if feedback:
        said = SubElement(made, "feedbackInline", outcomeIdentifier="FEEDBACK", identifier=id, showHide="show")
        said.text = feedback


def _entry(body: Element) -> None:
    SubElement(SubElement(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE")
