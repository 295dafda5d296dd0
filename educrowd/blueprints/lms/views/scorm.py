"""What a SCORM package tells of its learner, passed on by the lesson's page."""

from __future__ import annotations

import json

from flask import abort, request

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize

from ..gating import gate_of
from ..scorm.lessons import package_of
from ..scorm.running import commit
from .blueprint import bp
from .completions import how_far
from .finding import course_at, lesson_of


@bp.post("/learn/<slug>/<uid>/scorm")
@needs(SIGNED_IN)
def commit_scorm(slug: str, uid: str):
    course = course_at(slug)
    lesson, enrollment = lesson_of(course.edition, uid), course.enrollment_of(current.user)
    if enrollment is None:
        abort(403)
    authorize(gate_of(lesson, enrollment, current.user).is_open)
    package = package_of(lesson)
    if package is None:
        abort(404)
    commit(enrollment, lesson, package, _values(), seq=_seq(), begins="begins" in request.form)
    return how_far(course, lesson, enrollment)


def _values() -> dict[str, object]:
    try:
        values = json.loads(request.form.get("values", ""))
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise Invalid("values", "The package's values can't be read.")
    return values


def _seq() -> int:
    seq = request.form.get("seq", "")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 10):
        raise Invalid("seq", "The count of what was kept so far is missing.")
    return int(seq)
