"""Attempts at quizzes in the grading queue: those with answers that a person grades."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import literal, select

from educrowd.core.db import db

from ..grading import queue as grading_queue
from ..models import Attempt, Edition, PublishedLesson, PublishedSection
from .grading import claim_attempt


def _waiting() -> Any:
    """Of quizzes that are in their course: one that was taken out has no page on which to grade it."""
    out = PublishedLesson.section.has(PublishedSection.edition.has(Edition.is_out()))
    taught = select(PublishedLesson.id).where(PublishedLesson.uid == Attempt.lesson_uid, PublishedLesson.kind == "quiz")
    return select(
        literal("quiz").label("source"),
        Attempt.id,
        Attempt.enrollment_id,
        Attempt.lesson_uid,
        Attempt.submitted_at.label("since"),
        Attempt.claimed_by_id,
        Attempt.claimed_at,
    ).where(Attempt.is_waiting(), taught.where(out).exists())


def _claim(id: int, user: Any) -> None:
    claim_attempt(db.session.scalars(select(Attempt).where(Attempt.id == id)).one(), by=user)


grading_queue.source(
    "quiz",
    "Quiz",
    waiting=_waiting,
    url=lambda piece: url_for("lms.quiz_attempt", slug=piece.course.slug, uid=piece.lesson_uid, id=piece.id),
    claim=_claim,
)
