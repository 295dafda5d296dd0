"""Announcements of courses."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.pages import find

from ..letters.announcing import announce
from ..letters.schemas import AnnouncementIn, AnnouncementOut, SentAnnouncementOut
from ..models import Announcement
from .blueprint import assisted_course, lms, visible_course


@lms.route("/courses/<int:id>/announcements/")
class Announcements(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(AnnouncementOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> Select[Announcement]:
        """What was announced to you; to the course's makers all of it. Newest first."""
        course = visible_course(id)
        if course.assisted_by(current.user):
            return Announcement.of(course)
        enrollment = course.enrollment_of(current.user)
        if enrollment is None or not enrollment.is_open:
            abort(403)
        return Announcement.to(enrollment.proven())

    @lms.arguments(AnnouncementIn)
    @lms.created(SentAnnouncementOut, at="/api/v1/lms/announcements/{id}/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> Announcement:
        """Write to all learners who fit; each gets a letter. Send an Idempotency-Key to be safe."""
        return announce(assisted_course(id), current.user, token=token_urlsafe(12), **body)


@lms.route("/announcements/<int:id>/")
class OneAnnouncement(MethodView):
    @lms.response(200, SentAnnouncementOut)
    @needs("courses.work")
    def get(self, id: int) -> Announcement:
        """One, and how many of its letters are in which state."""
        found = find(Announcement, id=id)
        return found if found.course.assisted_by(current.user) else abort(404)
