"""Assignments in the grading queue."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import literal, select

from educrowd.core.db import db

from ..grading import queue as grading_queue
from ..models import Submission
from .assessing import claim


def _waiting() -> Any:
    return select(
        literal("assignment").label("source"),
        Submission.id,
        Submission.enrollment_id,
        Submission.lesson_uid,
        Submission.waiting_since.label("since"),
        Submission.claimed_by_id,
        Submission.claimed_at,
    ).where(Submission.waiting_since.is_not(None))


def _claim(id: int, user: Any) -> None:
    claim(db.session.scalars(select(Submission).where(Submission.id == id)).one(), by=user)


grading_queue.source(
    "assignment",
    "Assignment",
    waiting=_waiting,
    url=lambda piece: url_for("lms.submission", slug=piece.course.slug, id=piece.id),
    claim=_claim,
)
