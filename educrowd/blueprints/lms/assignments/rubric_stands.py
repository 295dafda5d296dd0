"""Forms that were filled in over a rubric which has changed since: nothing is graded by it, and no word is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..models import Rubric
from .rubrics import MOST_CRITERIA

CHANGED = (
    "How this is graded was changed after you opened the page, so nothing was kept."
    " Your words stand below: choose the levels anew and save."
)


def stand_of(rubric: Rubric | None) -> str:
    """What a form tells of the rubric that it shows: which version, and its criteria in their order."""
    return json.dumps([_version(rubric), *(each["id"] for each in rubric.criteria)]) if rubric else ""


def is_outdated(sent: Mapping[str, str], rubric: Rubric | None) -> bool:
    """Whether a form was filled in over another rubric, or another version of it."""
    told = _told(sent.get("rubric", ""))
    return bool(told) and told[0] != _version(rubric)


def anew(form: type[Any], sent: Mapping[str, str]) -> Any:
    """The form of now with the words of then: each at its criterion, those of criteria that are gone below."""
    said = {id: sent.get(f"comment_{place}", "") for place, id in enumerate(_told(sent.get("rubric", ""))[1:])}
    kept = {f"comment_{place}": said.pop(each["id"], "") for place, each in enumerate(_criteria(form))}
    words = "\n\n".join(filter(None, (sent.get("feedback", ""), *said.values())))
    facts = {name: sent[name] for name in ("outcome", "revision") if name in sent}
    made = form(formdata=None, data={**facts, **kept, "feedback": words})
    made.form_errors.append(CHANGED)
    return made


def _criteria(form: Any) -> list[Mapping[str, Any]]:
    return getattr(form, "criteria", [])


def _version(rubric: Rubric | None) -> str:
    return f"{rubric.uid}.{rubric.version}" if rubric else ""


def _told(stand: str) -> list[str]:
    try:
        told = json.loads(stand)
    except (ValueError, RecursionError):
        return []
    return [str(each) for each in told[: MOST_CRITERIA + 1]] if isinstance(told, list) else []
