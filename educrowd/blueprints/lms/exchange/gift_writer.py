"""Questions of a bank as GIFT; the notes say what GIFT has no words for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from ..models.pictures import pictures_in, spoken
from .found import Lost
from .written import Loss, Stored, shares

Content = dict[str, Any]
BRACKETS = str.maketrans("[]", "()")


def write(questions: Iterable[Any], stored: Stored) -> tuple[bytes, list[Loss]]:
    """The file, and what is not in it."""
    parts: list[str] = []
    losses: list[Loss] = []
    category = ""
    for question in questions:
        loss = Loss(question)
        try:
            block = _question(question, loss)
        except Lost as lost:
            loss.refused = str(lost)
        else:
            if question.category != category:
                category = question.category
                parts.append(f"$CATEGORY: {category or 'top'}\n")
            parts.append(block)
        losses += [loss] if loss.words else []
    return "\n".join(parts).encode(), losses


def _question(question: Any, loss: Loss) -> str:
    now = question.current
    if now.kind not in WRITERS:
        raise Lost("GIFT has no questions of this kind.")
    if pictures_in(now.text, now.content, now.feedback):
        loss.note("Its pictures are left out: GIFT has no place for them.")
    marks = "".join(f" [tag:{tag.translate(BRACKETS)}]" for tag in question.tags)
    title = f"::{_plain(now.title)}::" if now.title else ""
    general = f"####{_plain(now.feedback)}" if now.feedback else ""
    text = "\n".join(_plain(line) for line in now.text.split("\n"))
    text = re.sub(r"\n(?=\s*(?:\n|//|\$CATEGORY))", r"\\n", text)
    return (
        f"// [id:{question.uid}]{marks}\n{title}[markdown]{text} {{{WRITERS[now.kind](now.content, loss)}{general}}}\n"
    )


def _choice(content: Content, loss: Loss) -> str:
    return "".join(_row("=" if row["fraction"] == 100 else "~", row, row["fraction"]) for row in content["choices"])


def _multiple(content: Content, loss: Loss) -> str:
    rows = zip(content["choices"], shares(content["choices"], loss), strict=True)
    return "".join(_row("~", row, share) for row, share in rows)


def _short(content: Content, loss: Loss) -> str:
    if content["case_sensitive"]:
        loss.note("Capitals matter here, but not in GIFT.")
    return "".join(_row("=", row, row["fraction"]) for row in content["answers"])


def _truth(content: Content, loss: Loss) -> str:
    right, wrong = content["feedback_true"], content["feedback_false"]
    if not content["correct"]:
        right, wrong = wrong, right
    said = (f"#{_plain(wrong)}" if right or wrong else "") + (f"#{_plain(right)}" if right else "")
    return f"{'TRUE' if content['correct'] else 'FALSE'}{said}"


def _numbers(content: Content, loss: Loss) -> str:
    if content["units"]:
        loss.note("Units are left out: GIFT has none.")
    rows = [{**row, "text": f"{row['value']}:{row['tolerance']}"} for row in content["answers"]]
    return "#" + "".join(_row("=", row, row["fraction"], plain=str) for row in rows)


def _pairs(content: Content, loss: Loss) -> str:
    texts = {row["id"]: row["text"] for row in content["options"]}
    used = {row["option"] for row in content["pairs"]}
    pairs = [(row["text"], texts[row["option"]]) for row in content["pairs"]]
    if any("->" in text for row in pairs for text in row):
        loss.note("Arrows in its pairs are written as →: GIFT takes -> for its own sign.")
    extra = [("", text) for id, text in texts.items() if id not in used]
    return "".join(f"\n  ={_side(thing)} -> {_side(partner)}" for thing, partner in pairs + extra)


def _essay(content: Content, loss: Loss) -> str:
    if content["least_words"] or content["note"]:
        loss.note("The words for those who grade and the least number of words are left out.")
    return ""


WRITERS: dict[str, Callable[[Content, Loss], str]] = {
    "choice": _choice,
    "multiple": _multiple,
    "short": _short,
    "truefalse": _truth,
    "numeric": _numbers,
    "match": _pairs,
    "essay": _essay,
}


def _row(sign: str, row: Content, share: float, plain: Callable[[str], str] | None = None) -> str:
    usual = 100 if sign == "=" else 0
    weight = f"%{share:.10g}%" if share != usual else ""
    feedback = f"#{_plain(row['feedback'])}" if row["feedback"] else ""
    return f"\n  {sign}{weight}{(plain or _plain)(row['text'])}{feedback}"


def _side(text: str) -> str:
    return _plain(text.replace("->", "→"))


def _plain(text: str) -> str:
    """Words whose signs mean nothing, in one line."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", spoken(text)).replace("\n", "\\n")
