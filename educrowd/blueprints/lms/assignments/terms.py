"""The terms of an assignment: what is handed in, how often, what it is worth, and what lateness costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from educrowd.core.api import Schema, fields, validate
from educrowd.core.documents import KINDS, ZIPPED, Kind

from ..models import Rubric
from .late import ACCEPT, REDUCE, REFUSE, Policy

MB = 1024 * 1024
TEXT, FILES, BOTH = "text", "files", "both"
# Plain text has no mark to be known by; it is only ever saved, never opened by a page of ours.
WORDS = Kind("text/plain", (b"",))
OFFICE = "application/vnd.openxmlformats-officedocument"
WORK_KINDS = KINDS | {
    "docx": Kind(f"{OFFICE}.wordprocessingml.document", ZIPPED),
    "pptx": Kind(f"{OFFICE}.presentationml.presentation", ZIPPED),
    "xlsx": Kind(f"{OFFICE}.spreadsheetml.sheet", ZIPPED),
    "odt": Kind("application/vnd.oasis.opendocument.text", ZIPPED),
    "ods": Kind("application/vnd.oasis.opendocument.spreadsheet", ZIPPED),
    "txt": WORDS,
    "md": WORDS,
    "csv": WORDS,
    "py": WORDS,
}
MOST_FILES, MOST_MB, MOST_VERSIONS, MOST_WORDS, MOST_OUT_OF = 10, 50, 20, 20_000, 10_000
MOST_REVIEWS = 5


def _count(least: int, most: int, usual: int) -> Any:
    return fields.Integer(strict=True, load_default=usual, validate=validate.Range(least, most))


class Terms(Schema):
    """The settings as they are read: what they name may be gone."""

    accepts = fields.String(load_default=BOTH, validate=validate.OneOf((TEXT, FILES, BOTH)))
    most_words = _count(0, MOST_WORDS, 0)
    most_files = _count(1, MOST_FILES, 5)
    most_mb = _count(1, MOST_MB, 10)
    endings = fields.List(
        fields.String(validate=validate.OneOf(WORK_KINDS)),
        load_default=list,
        metadata={"description": "Which files are taken; empty: all that are known."},
    )
    out_of = _count(1, MOST_OUT_OF, 100)
    versions = _count(1, MOST_VERSIONS, 3)
    late = fields.String(load_default=ACCEPT, validate=validate.OneOf((ACCEPT, REFUSE, REDUCE)))
    late_percent = _count(1, 100, 10)
    late_most = _count(1, 100, 50)
    peer_reviews = _count(0, MOST_REVIEWS, 0)
    peer_days = _count(1, 60, 7)
    rubric = fields.String(
        load_default="", validate=validate.Length(max=40), metadata={"description": "The uid of a rubric of the site."}
    )


def _known(uid: str) -> None:
    if uid and Rubric.called(uid) is None:
        raise ValidationError("This site has no such rubric.")


class AssignmentSettings(Terms):
    """As they are written."""

    rubric = fields.String(
        load_default="", validate=[validate.Length(max=40), _known], metadata=Terms().fields["rubric"].metadata
    )


@dataclass(frozen=True, slots=True)
class Assignment:
    """The settings of one lesson, with what was left out filled in."""

    accepts: str
    most_words: int
    most_files: int
    most_mb: int
    endings: tuple[str, ...]
    out_of: int
    versions: int
    policy: Policy
    rubric: str = ""
    peer_reviews: int = 0
    peer_days: int = 7

    @property
    def takes_text(self) -> bool:
        return self.accepts != FILES

    @property
    def takes_files(self) -> bool:
        return self.accepts != TEXT

    @property
    def kinds(self) -> dict[str, Kind]:
        return {ending: WORK_KINDS[ending] for ending in self.endings or WORK_KINDS}

    @property
    def kinds_in_words(self) -> str:
        return ", ".join(ending.upper() for ending in self.kinds)

    @property
    def largest(self) -> int:
        return self.most_mb * MB


def assignment_of(lesson: Any) -> Assignment:
    """The terms that a lesson's settings come to."""
    known: Any = Terms().load(lesson.settings)
    policy = Policy(known.pop("late"), known.pop("late_percent"), known.pop("late_most"))
    return Assignment(**{**known, "endings": tuple(known["endings"])}, policy=policy)
