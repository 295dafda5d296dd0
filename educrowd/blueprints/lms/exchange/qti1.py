"""QTI 1.2: an item with a presentation, and what is right in its processing."""

from __future__ import annotations

import re
from html import escape
from typing import Any
from xml.etree.ElementTree import Element

from . import formatted
from .found import Found, Lost
from .qti1_answers import Processing
from .qti_answers import is_truth
from .xml import text_at

Content = dict[str, Any]
ESSAYS = ("essay_question", "file_upload_question")
LEFT_OUT = {
    "calculated_question": "Numbers that are made by formula are not known here.",
    "text_only_question": "A text, not a question.",
    "file_upload_question": "A file to hand in: make an assignment of it.",
}


def fill(found: Found, item: Element) -> None:
    """Read an item into what was found; Lost where it is none of our kinds."""
    facts = {text_at(each, "fieldlabel"): text_at(each, "fieldentry") for each in item.iter("qtimetadatafield")}
    type = facts.get("question_type", "") or facts.get("cc_profile", "")
    if type in LEFT_OUT:
        raise Lost(LEFT_OUT[type])
    presentation = item.find("presentation")
    if presentation is None:
        raise Lost("It asks nothing: an item without a presentation.")
    found.text = _asked(presentation, found)
    if facts.get("points_possible", "1") not in ("", "1", "1.0"):
        found.note("Its points are left out: a quiz says what a question counts.")
    processing = Processing(item)
    lists, texts = list(presentation.iter("response_lid")), list(presentation.iter("response_str"))
    texts += presentation.iter("response_num")
    found.feedback = formatted.plain(processing.general, "html", found)
    found.kind, found.content = _content(found, type, lists, texts, processing)


def _content(
    found: Found, type: str, lists: list[Element], texts: list[Element], processing: Processing
) -> tuple[str, Content]:
    if len(lists) > 1:
        is_cloze = type in ("fill_in_multiple_blanks_question", "multiple_dropdowns_question")
        return _cloze(found, type, lists, processing) if is_cloze else _match(found, lists, processing)
    if lists:
        return _choice(found, lists[0], processing)
    if len(texts) != 1:
        raise Lost("It has several fields: make one question of each." if texts else "It has no field for an answer.")
    return _typed(found, texts[0], type, processing)


def _choice(found: Found, asked: Element, processing: Processing) -> tuple[str, Content]:
    rows = [
        {
            "text": formatted.plain(_material(label), "html", found),
            "fraction": processing.share_of(asked.get("ident", ""), label.get("ident", "")),
            "feedback": formatted.plain(processing.feedback_to(label.get("ident", "")), "html", found),
        }
        for label in asked.iter("response_label")
    ]
    shuffle = any(each.get("shuffle", "").lower() == "yes" for each in asked.iter("render_choice"))
    if asked.get("rcardinality", "Single").lower() == "multiple":
        if processing.is_all_or_nothing:
            found.note("Each right choice gives its share of the points, each wrong one costs one.")
        return "multiple", {"choices": rows, "shuffle": shuffle}
    if is_truth([row["text"] for row in rows]):
        said = {row["text"].lower(): row for row in rows}
        feedback = {f"feedback_{name}": said[name]["feedback"] for name in said}
        return "truefalse", {"correct": said["true"]["fraction"] > said["false"]["fraction"], **feedback}
    return "choice", {"choices": rows, "shuffle": shuffle}


def _typed(found: Found, asked: Element, type: str, processing: Processing) -> tuple[str, Content]:
    ident = asked.get("ident", "")
    is_number = type == "numerical_question" or asked.tag == "response_num"
    if is_number:
        return "numeric", {"answers": processing.numbers(ident)}
    words = processing.words(ident)
    if type in ESSAYS or "essay" in type or not words:
        return "essay", {}
    return "short", {"answers": words}


def _match(found: Found, lists: list[Element], processing: Processing) -> tuple[str, Content]:
    """A list for each thing, each with the same partners."""
    texts: dict[str, str] = {}
    for label in lists[0].iter("response_label"):
        texts[label.get("ident", "")] = formatted.plain(_material(label), "html", found)
    ids = {text: f"o{place}" for place, text in enumerate(dict.fromkeys(texts.values()), start=1)}
    pairs = []
    for each in lists:
        right = processing.right_of(each.get("ident", ""))
        if right not in texts:
            raise Lost("It has things without a partner.")
        pairs.append({"text": formatted.plain(_material(each), "html", found), "option": ids[texts[right]]})
    return "match", {"pairs": pairs, "options": [{"id": id, "text": text} for text, id in ids.items()]}


def _cloze(found: Found, type: str, lists: list[Element], processing: Processing) -> tuple[str, Content]:
    """`[name]` in the text stands for the list `response_name`."""
    gaps: list[Content] = []
    for place, each in enumerate(lists, start=1):
        name = text_at(each, "material/mattext") or each.get("ident", "").removeprefix("response_")
        sign = re.compile(r"\\?\[" + re.escape(name) + r"\\?\]")
        found.text, count = sign.subn(f"[[{place}]]", found.text, count=1)
        if not count:
            raise Lost(f"The gap “{name[:40]}” does not stand in its text.")
        gaps.append(_gap(found, type, each, processing))
    return "cloze", {"gaps": gaps}


def _gap(found: Found, type: str, asked: Element, processing: Processing) -> Content:
    labels = [
        (each.get("ident", ""), formatted.plain(_material(each), "html", found))
        for each in asked.iter("response_label")
    ]
    if type == "fill_in_multiple_blanks_question":
        return {"kind": "short", "content": {"answers": [{"text": text} for _, text in labels]}}
    right = processing.right_of(asked.get("ident", ""))
    return {
        "kind": "choice",
        "content": {"choices": [{"text": text, "fraction": 100.0 if id == right else 0.0} for id, text in labels]},
    }


def _asked(presentation: Element, found: Found) -> str:
    """What stands before the answers."""
    flow = presentation.find("flow")
    outer = flow if flow is not None and presentation.find("material") is None else presentation
    return formatted.markdown(_material(outer), "html", found)


def _material(element: Element) -> str:
    """The HTML of its own material; plain text is escaped by whoever wrote it as text."""
    parts = []
    for each in [*element.iterfind("material"), *element.iterfind("flow_mat/material")]:
        parts += [_html(text) for text in each.iterfind("mattext")]
        parts += [_picture(image) for image in each.iterfind("matimage")]
    return "".join(parts)


def _picture(image: Element) -> str:
    source = image.get("uri", "")
    if image.get("embedded", "").lower() == "base64":
        source = f"data:{image.get('imagtype', '')};base64,{''.join((image.text or '').split())}"
    return f'<img src="{escape(source)}" alt="{escape(image.get("label", ""))}">'


def _html(text: Element) -> str:
    said = "".join(text.itertext())
    return said if text.get("texttype", "").lower() == "text/html" else said.replace("&", "&amp;").replace("<", "&lt;")
