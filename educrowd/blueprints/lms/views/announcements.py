"""What a learner reads of a course's announcements, and which letters they want at all."""

from __future__ import annotations

from flask import abort, request, url_for

from educrowd.core import unsubscribing
from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.pages import flash_ok, go, paginate, render

from ..letters.topics import TOPICS, choose
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
    page = paginate(Announcement.to(enrollment), per_page=10)
    return render("lms/announcements/index.html", course=course, page=page)


@bp.get("/account/letters")
@needs(SIGNED_IN)
def letters():
    left = {topic.name for topic in TOPICS if unsubscribing.has_left(current.user.id, topic.name)}
    return render("lms/announcements/letters.html", topics=TOPICS, left=left)


@bp.post("/account/letters")
@needs(SIGNED_IN)
def choose_letters():
    choose(current.user.id, set(request.form.getlist("topic")))
    flash_ok("Saved.")
    return go(url_for("lms.letters"))
