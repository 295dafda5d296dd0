"""Search inside a course."""

from __future__ import annotations

from flask import abort, request

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.forms import tidy
from educrowd.core.pages import render

from ..lessons.searching import LONGEST, search
from .blueprint import bp
from .finding import course_at


@bp.get("/learn/<slug>/search")
@needs(PUBLIC)
def search_course(slug: str):
    course = course_at(slug)
    enrollment = course.enrollment_of(current.user)
    if not course.visible_to(current.user) and enrollment is None:
        abort(404)
    q = (tidy(request.args.get("q")) or "")[:LONGEST]
    findings = search(course, q, enrollment=enrollment, user=current.user)
    return render("lms/learning/search.html", course=course, enrollment=enrollment, q=q, findings=findings)
