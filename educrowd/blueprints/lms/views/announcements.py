"""What a learner reads of a course's announcements."""

from __future__ import annotations

from flask import abort

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.pages import paginate, render

from ..models import Announcement
from .blueprint import bp
from .finding import course_at


@bp.get("/learn/<slug>/announcements")
@needs(SIGNED_IN)
def announcements(slug: str):
    course = course_at(slug)
    enrollment = course.enrollment_of(current.user)
    if enrollment is None or not enrollment.is_open:
        abort(404)
    page = paginate(Announcement.to(enrollment.proven()), per_page=10)
    return render("lms/announcements/index.html", course=course, page=page)
