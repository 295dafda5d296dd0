"""What a SCORM 1.2 package may tell of a learner, checked value by value. Source: SCORM 1.2 run-time environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from educrowd.core.errors import Invalid

STATUSES = ("passed", "completed", "failed", "incomplete", "browsed", "not attempted")
DONE = ("passed", "completed")
MOST_VALUES = 2_000
# The standard asks for 4,096 letters; packages in use write far more.
MOST_LETTERS = 256_000
TIMESPAN = re.compile(r"(\d{2,4}):(\d{2}):(\d{2})(?:\.\d{1,2})?")
NAME = re.compile(r"cmi\.[a-z_]+(?:\.(?:[a-z_]+|\d{1,4}))*")
SCORES = ("cmi.core.score.raw", "cmi.core.score.min", "cmi.core.score.max")
# What the platform says; a package can't.
OURS = ("cmi.core.student_id", "cmi.core.student_name", "cmi.core.credit", "cmi.core.entry", "cmi.core.total_time")


def merged(kept: Mapping[str, str], sent: Mapping[str, object]) -> dict[str, str]:
    """What is kept with what was sent on top; Invalid for what no package may say."""
    values = dict(kept)
    for name, value in sent.items():
        values[_checked_name(name)] = _checked(name, value)
    if len(values) > MOST_VALUES or sum(map(len, values.values())) > MOST_LETTERS:
        raise Invalid("values", "This package keeps more than there is room for.")
    return values


def status_of(values: Mapping[str, str], mastery_score: Decimal | None) -> str:
    """How it stands; where the package has a passing score, the score decides once the package is done."""
    said = values.get("cmi.core.lesson_status", "not attempted")
    score = number(values, "cmi.core.score.raw")
    if mastery_score is None or score is None or said in ("incomplete", "browsed", "not attempted"):
        return said
    return "passed" if score >= mastery_score else "failed"


def score_of(values: Mapping[str, str]) -> tuple[Decimal, Decimal] | None:
    """Points and how many there are; None while there is no score, or one that makes no sense."""
    raw = number(values, "cmi.core.score.raw")
    least = number(values, "cmi.core.score.min") or Decimal(0)
    most = number(values, "cmi.core.score.max")
    most = Decimal(100) if most is None else most
    if raw is None or most <= least:
        return None
    return min(max(raw, least), most) - least, most - least


def seconds_of(values: Mapping[str, str]) -> int:
    """How long this sitting took so far, as the package says."""
    found = TIMESPAN.fullmatch(values.get("cmi.core.session_time", ""))
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3]) if found else 0


def timespan(seconds: int) -> str:
    """As packages read it."""
    return f"{min(seconds // 3600, 9999):04}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def number(values: Mapping[str, str], name: str) -> Decimal | None:
    try:
        found = Decimal(values.get(name, ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _checked_name(name: str) -> str:
    if not NAME.fullmatch(name) or len(name) > 100 or name in OURS:
        raise Invalid("values", f"“{name[:60]}” is nothing that a package may say.")
    return name


def _checked(name: str, value: object) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise Invalid("values", f"“{name}” must be text.")
    if name == "cmi.core.lesson_status" and value not in STATUSES:
        raise Invalid("values", f"“{value[:40]}” is no status.")
    if name in SCORES and value and not _is_score(value):
        raise Invalid("values", f"“{value[:40]}” is no score between 0 and 100.")
    if name == "cmi.core.session_time" and not TIMESPAN.fullmatch(value):
        raise Invalid("values", f"“{value[:40]}” is no time span.")
    return value


def _is_score(value: str) -> bool:
    found = number({"": value}, "")
    return found is not None and 0 <= found <= 100
