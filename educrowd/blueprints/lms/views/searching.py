"""Search inside a course."""

from __future__ import annotations

from flask import request

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.forms import tidy
from educrowd.core.pages import render

from ..lessons.searching import LONGEST, search
from .blueprint import bp
from .finding import course_at, my_enrollment


@bp.get("/learn/<slug>/search")
@needs(PUBLIC)
def search_course(slug: str):
    course = course_at(slug)
    enrollment = my_enrollment(course)
    q = (tidy(request.args.get("q")) or "")[:LONGEST]
    findings = search(course, q, enrollment=enrollment, user=current.user)
    return render("lms/learning/search.html", course=course, enrollment=enrollment, q=q, findings=findings)
