"""Writing questions: what they say is checked by their kind, from page, API and import alike."""

from __future__ import annotations

from typing import Any

from ..models import Course, QuizQuestion
from ..questions import KINDS


def write(course: Course, *, by: Any, kind: str, text: str, content: Any, **facts: Any) -> QuizQuestion:
    """A new question of the course's bank; Invalid where its kind does not allow the content."""
    return QuizQuestion.write(course, by=by, kind=kind, text=text, content=checked(kind, text, content), **facts)


def rewrite(question: QuizQuestion, *, by: Any, **facts: Any) -> None:
    """Change what is given; it stays of its kind."""
    now = question.current
    if "content" in facts or "text" in facts:
        text, content = facts.get("text", now.text), facts.get("content", now.content)
        _keep_ids(content, now.content)
        facts["content"] = checked(now.kind, text, content)
    question.revise(by=by, **facts)


def checked(kind: str, text: str, content: Any) -> dict[str, Any]:
    """Content as it is kept, after a look at the text where the kind wants something of it."""
    known = KINDS[kind]
    kept = known.checked(content)
    check_text = getattr(known, "check_text", None)
    if check_text:
        check_text(text, kept)
    return kept


def _keep_ids(content: Any, before: dict[str, Any]) -> None:
    """What comes without ids, from lines or a file: a row with the same text stays the same row."""
    if not isinstance(content, dict):
        return
    for rows in ("choices", "items", "pairs", "options"):
        _name(content.get(rows), before.get(rows, ()))
    known = {gap["id"]: gap["content"].get("choices", ()) for gap in before.get("gaps", ())}
    for gap in _dicts(content.get("gaps")):
        inside = gap.get("content")
        if isinstance(inside, dict) and isinstance(gap.get("id"), str):
            _name(inside.get("choices"), known.get(gap["id"], ()))


def _name(rows: Any, before: Any) -> None:
    taken = {str(row.get("id")) for row in _dicts(rows)}
    ids = {row["text"]: row["id"] for row in before if row["id"] not in taken}
    for row in _dicts(rows):
        if "id" not in row and isinstance(row.get("text"), str) and row["text"] in ids:
            row["id"] = ids[row["text"]]


def _dicts(rows: Any) -> list[dict[str, Any]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
