"""Discussions of courses: read, ask, answer, accept, report, keep order."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize, find

from ..discussions.discussing import accept, answer, ask, moderate, report, withdraw
from ..discussions.reading import looked_after, may_discuss, readable
from ..discussions.schemas import (
    DiscussionPostIn,
    DiscussionPostOut,
    DiscussionQuery,
    DiscussionQueueQuery,
    ModeratedDiscussionPostOut,
    PostModerationIn,
    PostReportIn,
)
from ..gating import gate_of
from ..models import Course, DiscussionPost
from .blueprint import lms, visible_course


@lms.route("/courses/<int:id>/discussion/")
class Discussion(MethodView):
    @lms.arguments(DiscussionQuery, location="query")
    @lms.page(DiscussionPostOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> Select[DiscussionPost]:
        """Questions and answers about lessons that are open to you, newest first; an answer names its `parent_id`."""
        filters = {name: query[name] for name in ("lesson_uid", "parent_id") if name in query}
        posts = _readable(visible_course(id)).filter_by(**filters).order_by(DiscussionPost.id.desc())
        if "answered" not in query:
            return posts
        return posts.where(DiscussionPost.parent_id.is_(None), DiscussionPost.is_answered == query["answered"])

    @lms.arguments(DiscussionPostIn)
    @lms.created(DiscussionPostOut, at="/api/v1/lms/discussion/{id}/")
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any], id: int) -> DiscussionPost:
        """Ask about a lesson, or answer a question; `held` means that it appears once somebody has read it."""
        course, words = visible_course(id), body["body"].strip()
        if body["parent_id"] is not None:
            return answer(_question(course, body["parent_id"]), current.user, words)
        return ask(course, _open_lesson(course, body["lesson_uid"]), current.user, words)


@lms.route("/discussion/")
class DiscussionQueue(MethodView):
    @lms.arguments(DiscussionQueueQuery, location="query")
    @lms.page(ModeratedDiscussionPostOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any]) -> Select[DiscussionPost]:
        """All that was written in courses that you teach, in any state, oldest first."""
        posts = looked_after(current.user).order_by(DiscussionPost.id)
        if query.get("reported"):
            posts = posts.where(DiscussionPost.is_reported())
        return posts.filter_by(**{name: query[name] for name in ("status", "course_id") if name in query})


@lms.route("/discussion/<int:id>/")
class OnePost(MethodView):
    @lms.response(200, DiscussionPostOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> DiscussionPost:
        """One question or answer."""
        return _post(id)

    @lms.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int) -> None:
        """Take back what one wrote oneself."""
        post = _post(id)
        authorize(post.author_id == current.user.id)
        withdraw(post)


@lms.route("/discussion/<int:id>/acceptance/")
class Acceptance(MethodView):
    @lms.response(200, DiscussionPostOut)
    @needs(SIGNED_IN)
    def put(self, id: int) -> DiscussionPost:
        """Say that this answer answers its question: whoever asked may, and whoever teaches."""
        post = _acceptable(id)
        accept(post, by=current.user)
        return post

    @lms.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int) -> None:
        """Say that it does not."""
        _acceptable(id).unaccept()


@lms.route("/discussion/<int:id>/moderation/")
class PostModeration(MethodView):
    @lms.arguments(PostModerationIn)
    @lms.response(200, ModeratedDiscussionPostOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> DiscussionPost:
        """Approve, hide or delete a post, or undo the last of these."""
        post = _post(id)
        authorize(post.moderatable_by(current.user))
        moderate(post, body["verb"], by=current.user)
        return post


@lms.route("/discussion/<int:id>/reports/")
class PostReports(MethodView):
    @lms.arguments(PostReportIn)
    @lms.response(204)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any], id: int) -> None:
        """Say that a post should not be there."""
        report(_post(id), reporter=current.user, **body)


def _readable(course: Course) -> Select[DiscussionPost]:
    enrollment = course.enrollment_of(current.user)
    authorize(may_discuss(course, current.user, enrollment))
    return readable(course, current.user, enrollment)


def _post(id: int) -> DiscussionPost:
    course = find(DiscussionPost, id=id).course
    enrollment = course.enrollment_of(current.user)
    if not may_discuss(course, current.user, enrollment):
        abort(404)
    mine = readable(course, current.user, enrollment).where(DiscussionPost.id == id)
    return db.session.scalar(mine) or abort(404)


def _acceptable(id: int) -> DiscussionPost:
    post = _post(id)
    if post.parent_id is None:
        raise Invalid(None, "This is a question; accept an answer to it.")
    question = find(DiscussionPost, id=post.parent_id)
    authorize(question.author_id == current.user.id or post.moderatable_by(current.user))
    return post


def _question(course: Course, id: int) -> DiscussionPost:
    question = db.session.scalar(_readable(course).where(DiscussionPost.id == id))
    if question is None:
        raise Invalid("parent_id", "No question has this id.")
    return question


def _open_lesson(course: Course, uid: str | None) -> Any:
    lesson = next((each for each in course.edition.lessons if each.uid == uid), None)
    if lesson is None:
        raise Invalid("lesson_uid", "Name a lesson that is published, or the question that this answers.")
    authorize(gate_of(lesson, course.enrollment_of(current.user), current.user).is_open)
    return lesson
