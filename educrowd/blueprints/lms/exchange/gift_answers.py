"""What stands in the braces of a GIFT question, as the content of one of our kinds."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from .found import Found, Lost
from .gift_signs import bare, show
from .numbers import LONGEST, number, plainly

Content = dict[str, Any]
TRUTH = re.compile(r"\s*(T|TRUE|F|FALSE)\s*(?:#(.*))?", re.DOTALL | re.IGNORECASE)
SHARE = re.compile(r"\s*%(-?\d{1,3}(?:\.\d+)?)%")
ANSWER = re.compile(r"([=~])([^=~]*)")
RANGE = re.compile(r"(\S+?)\s*\.\.\s*(\S+)")


class Answer(NamedTuple):
    """One of them: right (`=`) or not (`~`), its share in percent if it has one, its words and feedback."""

    sign: str
    share: float | None
    words: str
    feedback: str

    @property
    def fraction(self) -> float:
        return self.share if self.share is not None else 100.0 if self.sign == "=" else 0.0


def answered(inside: str, found: Found) -> tuple[str, Content, str]:
    """Kind, content and general feedback; Lost where it is none of our kinds."""
    inside, _, general = inside.partition("####")
    return *_content(inside.strip(), found), bare(general, found)


def _content(inside: str, found: Found) -> tuple[str, Content]:
    if not inside:
        return "essay", {}
    if truth := TRUTH.fullmatch(inside):
        return "truefalse", _truth(truth[1], truth[2] or "", found)
    if inside.startswith("#"):
        return "numeric", _numbers(inside[1:].strip(), found)
    answers = _answers(inside, found)
    if not answers:
        raise Lost("What stands in its braces is no answer of GIFT.")
    if all(answer.sign == "=" for answer in answers):
        return _pairs(answers, found) if all("->" in answer.words for answer in answers) else _words(answers, found)
    kind = "choice" if any(answer.sign == "=" for answer in answers) else "multiple"
    return kind, {"choices": [_choice(answer, found) for answer in answers]}


def _answers(inside: str, found: Found) -> list[Answer]:
    return [_answer(sign, body, found) for sign, body in ANSWER.findall(inside)]


def _answer(sign: str, body: str, found: Found) -> Answer:
    share = SHARE.match(body)
    words, _, feedback = (body[share.end() :] if share else body).partition("#")
    return Answer(sign, float(share[1]) if share else None, words.strip(), bare(feedback, found))


def _truth(said: str, feedback: str, found: Found) -> Content:
    """The first feedback is for those who were wrong, the second for those who were right."""
    wrong, _, right = feedback.partition("#")
    is_true = said.upper().startswith("T")
    to_wrong, to_right = bare(wrong, found), bare(right, found)
    said_to = {"feedback_true": to_right, "feedback_false": to_wrong}
    return {"correct": is_true, **(said_to if is_true else {"feedback_true": to_wrong, "feedback_false": to_right})}


def _choice(answer: Answer, found: Found) -> Content:
    return {"text": bare(answer.words, found), "fraction": answer.fraction, "feedback": answer.feedback}


def _words(answers: list[Answer], found: Found) -> tuple[str, Content]:
    kept = [answer for answer in answers if not _is_pattern(answer.words, found)]
    if not kept:
        raise Lost("All its answers are patterns with *, and a bank of ours compares whole words.")
    return "short", {"answers": [_choice(answer, found) for answer in kept]}


def _is_pattern(words: str, found: Found) -> bool:
    if "*" not in words.replace("\\*", ""):
        return False
    what = "The feedback for any other answer" if words.strip() == "*" else f"The answer “{show(words)}”, a pattern,"
    found.note(f"{what} is left out.")
    return True


def _pairs(answers: list[Answer], found: Found) -> tuple[str, Content]:
    """`= -> partner` has nothing on its left: a partner too many."""
    split = [answer.words.partition("->") for answer in answers]
    rows = [(bare(thing, found), bare(partner, found)) for thing, _, partner in split]
    ids = {partner: f"o{place}" for place, partner in enumerate(dict.fromkeys(partner for _, partner in rows), start=1)}
    if any(answer.feedback for answer in answers):
        found.note("Feedback to single pairs is left out.")
    return "match", {
        "pairs": [{"text": thing, "option": ids[partner]} for thing, partner in rows if thing],
        "options": [{"id": id, "text": partner} for partner, id in ids.items()],
    }


def _numbers(inside: str, found: Found) -> Content:
    answers = _answers(inside, found) if re.match(r"[=~]", inside) else [_answer("=", inside, found)]
    rows = [_number(answer, found) for answer in answers if answer.words not in ("", "*")]
    if len(rows) < len(answers):
        found.note("The feedback for any other answer is left out.")
    return {"answers": rows}


def _number(answer: Answer, found: Found) -> Content:
    words = show(answer.words)[:LONGEST]
    if span := RANGE.fullmatch(words):
        least, most = number(span[1]), number(span[2])
        value, tolerance = (least + most) / 2, abs(most - least) / 2
    else:
        written, _, margin = words.partition(":")
        value, tolerance = number(written), abs(number(margin or "0"))
    return {
        "value": plainly(value),
        "tolerance": plainly(tolerance),
        "fraction": answer.fraction,
        "feedback": answer.feedback,
    }
