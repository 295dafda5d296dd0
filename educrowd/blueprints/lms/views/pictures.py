"""Pictures of questions: for whoever was asked one, and for those who work on the course."""

from __future__ import annotations

from flask import abort

from educrowd.core.access import SIGNED_IN, needs

from ..bank.picturing import show_picture
from ..quizzes.reviewing import pictures_of
from .attempts import ATTEMPT, attempt_at
from .blueprint import bp
from .finding import assisted_course


@bp.get(f"{ATTEMPT}/pictures/<digest>.webp")
@needs(SIGNED_IN)
def attempt_picture(slug: str, uid: str, number: int, digest: str):
    """What one's own attempt shows now; a picture of a solution comes with the solution."""
    course, _, attempt = attempt_at(slug, uid, number)
    return show_picture(course.id, digest) if digest in pictures_of(attempt) else abort(404)


@bp.get("/studio/courses/<slug>/question-pictures/<digest>.webp")
@needs("courses.work")
def question_picture(slug: str, digest: str):
    return show_picture(assisted_course(slug).id, digest)
