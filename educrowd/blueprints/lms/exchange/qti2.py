"""QTI 2.1 and 2.2: an item with an interaction in its body, and what is right in its declarations."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from . import formatted
from .found import Found, Lost
from .qti_answers import Declared, is_truth
from .xml import html_in

Content = dict[str, Any]
OURS = re.compile(r"q-([2-9a-z]{10})")
INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
GENERAL = "general"
# A gap that is a paragraph of its own behind the text.
ALONE = re.compile("(?:^|\n\n)\x011\x02$")


def fill(found: Found, item: Element) -> None:
    """Read an item into what was found; Lost where its interaction is none of our kinds."""
    if ours := OURS.fullmatch(found.id):
        found.id = ours[1]
    body = item.find("itemBody")
    asked = [each for each in (body.iter() if body is not None else ()) if each.tag.endswith("Interaction")]
    if body is None or not asked:
        raise Lost("It asks nothing: an item without an interaction.")
    declared = {each.get("identifier", ""): Declared(each, item) for each in item.iterfind("responseDeclaration")}
    found.feedback = formatted.plain(_general(item), "html", found)
    if all(each.tag in INLINE for each in asked):
        _inline(found, body, asked, declared)
    elif len(asked) > 1:
        raise Lost("It has several interactions: make one question of each.")
    else:
        _block(found, body, asked[0], declared)


def _block(found: Found, body: Element, asked: Element, declared: dict[str, Declared]) -> None:
    if asked.tag not in READERS:
        raise Lost(f"An interaction of the type “{asked.tag[:40]}” is not known here.")
    prompt = asked.find("prompt")
    found.text = _text("".join((html_in(body, without=(asked.tag,)), html_in(prompt))), found)
    answer = declared.get(asked.get("responseIdentifier", "")) or Declared(Element("none"), Element("none"))
    found.kind, found.content = READERS[asked.tag](asked, answer, found)


def _inline(found: Found, body: Element, asked: list[Element], declared: dict[str, Declared]) -> None:
    """One gap that stands behind the text is a question of its own; several make a text with gaps."""
    gaps = [_gap(each, declared, found) for each in asked]
    for place, each in enumerate(asked, start=1):
        tail = each.tail
        each.clear()
        each.tag, each.text, each.tail = "span", f"\x01{place}\x02", tail
    text = _text(html_in(body), found)
    if len(gaps) == 1 and ALONE.search(text) and gaps[0]["kind"] != "choice":
        found.text, found.kind, found.content = ALONE.sub("", text).strip(), *gaps[0].values()
    else:
        found.text, found.kind = re.sub("\x01(\\d+)\x02", r"[[\1]]", text), "cloze"
        found.content = {"gaps": gaps}


def _gap(asked: Element, declared: dict[str, Declared], found: Found) -> Content:
    answer = declared.get(asked.get("responseIdentifier", ""))
    if answer is None:
        raise Lost("It does not say what is right.")
    if asked.tag == "textEntryInteraction":
        is_number = answer.base in ("float", "integer")
        return {"kind": "numeric", "content": answer.numbers()} if is_number else _words(answer)
    rows = [_row(each, answer, found) for each in asked.iterfind("inlineChoice")]
    return {"kind": "choice", "content": {"choices": rows, "shuffle": asked.get("shuffle") == "true"}}


def _words(answer: Declared) -> Content:
    return {"kind": "short", "content": {"answers": answer.words(), "case_sensitive": answer.is_case_sensitive}}


def _choice(asked: Element, answer: Declared, found: Found) -> tuple[str, Content]:
    rows = [_row(each, answer, found) for each in asked.iterfind("simpleChoice")]
    is_one = answer.cardinality == "single"
    if is_one and is_truth([row["text"] for row in rows]):
        said = {row["text"].lower(): row for row in rows}
        feedback = {f"feedback_{name}": said[name]["feedback"] for name in said}
        return "truefalse", {"correct": said["true"]["fraction"] > said["false"]["fraction"], **feedback}
    if not is_one and not answer.mapped:
        found.note("Each right choice gives its share of the points, each wrong one costs one.")
        answer.punish(rows)
    return "choice" if is_one else "multiple", {"choices": rows, "shuffle": asked.get("shuffle") == "true"}


def _row(each: Element, answer: Declared, found: Found) -> Content:
    """A choice with its share, and the feedback that stands inside it."""
    feedback = each.find("feedbackInline")
    return {
        "text": formatted.plain(html_in(each, without=("feedbackInline",)), "html", found),
        "fraction": answer.share_of(each.get("identifier", "")),
        "feedback": formatted.plain(html_in(feedback), "html", found),
    }


def _match(asked: Element, answer: Declared, found: Found) -> tuple[str, Content]:
    sets = [list(each.iterfind("simpleAssociableChoice")) for each in asked.iterfind("simpleMatchSet")]
    if len(sets) != 2:
        raise Lost("It does not match two sets.")
    partners = {pair[0]: pair[1] for value in answer.right if len(pair := value.split()) == 2}
    ids = {each.get("identifier", ""): f"o{place}" for place, each in enumerate(sets[1], start=1)}
    if any(partners.get(each.get("identifier", "")) not in ids for each in sets[0]):
        raise Lost("It has things without a partner.")
    return "match", {
        "pairs": [
            {"text": _plain(each, found), "option": ids[partners[each.get("identifier", "")]]} for each in sets[0]
        ],
        "options": [{"id": ids[each.get("identifier", "")], "text": _plain(each, found)} for each in sets[1]],
    }


def _order(asked: Element, answer: Declared, found: Found) -> tuple[str, Content]:
    texts = {each.get("identifier", ""): _plain(each, found) for each in asked.iterfind("simpleChoice")}
    if sorted(texts) != sorted(answer.right):
        raise Lost("It does not say the right order.")
    return "order", {"items": [{"text": texts[id]} for id in answer.right]}


def _essay(asked: Element, answer: Declared, found: Found) -> tuple[str, Content]:
    return "essay", {}


READERS: dict[str, Callable[[Element, Declared, Found], tuple[str, Content]]] = {
    "choiceInteraction": _choice,
    "matchInteraction": _match,
    "orderInteraction": _order,
    "extendedTextInteraction": _essay,
}


def _text(html: str, found: Found) -> str:
    return formatted.markdown(html, "html", found)


def _plain(each: Element, found: Found) -> str:
    return formatted.plain(html_in(each), "html", found)


def _general(item: Element) -> str:
    """The feedback that everybody gets."""
    said = [each for each in item.iterfind("modalFeedback") if each.get("identifier") == GENERAL]
    return html_in(said[0]) if said else ""
