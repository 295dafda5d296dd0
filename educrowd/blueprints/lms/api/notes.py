"""A learner's private notes, and search inside a course."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import find

from ..lessons.note_schemas import FindingOut, NoteIn, NoteOut, SearchQuery
from ..lessons.noting import note, note_of, notes_of
from ..lessons.searching import Finding, search
from ..models import Enrollment, Note
from .blueprint import lms, visible_course
from .enrollments import learning


@lms.route("/courses/<int:id>/search/")
class Search(MethodView):
    @lms.arguments(SearchQuery, location="query")
    @lms.page(FindingOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> list[Finding]:
        """Lessons that have these words, of those that are open to one; the best first, at most 50."""
        course = visible_course(id)
        return search(course, query["q"], enrollment=course.enrollment_of(current.user), user=current.user)


@lms.route("/enrollments/<int:id>/notes/")
class Notes(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(NoteOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> list[Note]:
        """One's own notes; nobody else's, not even for the course's makers."""
        return notes_of(_mine(id))


@lms.route("/enrollments/<int:id>/notes/<int:lesson_id>/")
class OneNote(MethodView):
    @lms.arguments(NoteIn)
    @lms.response(200, NoteOut)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, str], id: int, lesson_id: int) -> Note:
        """Write a note beside a lesson, or write it anew."""
        _mine(id)
        enrollment, lesson = learning(id, lesson_id)
        note(enrollment, lesson, body["text"])
        db.session.expire_all()
        return note_of(enrollment, lesson) or abort(404)

    @lms.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int, lesson_id: int) -> None:
        """Throw a note away."""
        _mine(id)
        enrollment, lesson = learning(id, lesson_id)
        note(enrollment, lesson, "")


def _mine(id: int) -> Enrollment:
    return find(Enrollment, id=id, user_id=current.user.id).proven()
