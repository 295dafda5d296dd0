"""Comments below projects: read, write, report, keep order."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.limits import address, throttle
from educrowd.core.pages import authorize, find

from ..comments.commenting import moderate, report_comment, withdraw_comment, write_comment
from ..comments.threads import moderated_comments
from ..finding import visible_project
from ..models import ProjectComment
from ..schemas.comments import CommentIn, CommentOut, ModeratedOut, ModerationIn, QueueQuery, ReportIn
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/comments/")
class ProjectComments(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(CommentOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[ProjectComment]:
        """What everybody may read, newest first; an answer names its `parent_id`."""
        return ProjectComment.public(visible_project(id)).order_by(ProjectComment.id.desc())

    @crowdfunding.arguments(CommentIn)
    @crowdfunding.created(CommentOut, at="/api/v1/crowdfunding/comments/{id}/")
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any], id: int) -> ProjectComment:
        """Write; `held` means that it appears once somebody has read it. Who may is the project's `comment_policy`."""
        project = visible_project(id)
        return write_comment(project, current.user, body["body"].strip(), parent=_parent(body["parent_id"]))


@crowdfunding.route("/comments/")
class Comments(MethodView):
    @crowdfunding.arguments(QueueQuery, location="query")
    @crowdfunding.page(ModeratedOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any]) -> Select[ProjectComment]:
        """Comments below the projects that one looks after, in any state, oldest first."""
        comments = moderated_comments(current.user).order_by(ProjectComment.id)
        if query.get("reported"):
            comments = comments.where(ProjectComment.is_reported())
        return comments.filter_by(**{name: query[name] for name in ("status", "project_id") if name in query})


@crowdfunding.route("/comments/<int:id>/")
class OneComment(MethodView):
    @crowdfunding.response(200, CommentOut)
    @needs(PUBLIC)
    def get(self, id: int) -> ProjectComment:
        """One comment; what is not published only for its author and for moderators."""
        return _visible(id)

    @crowdfunding.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int) -> None:
        """Take one's own comment back."""
        comment = _visible(id)
        authorize(comment.author_id == current.user.id)
        withdraw_comment(comment)


@crowdfunding.route("/comments/<int:id>/moderation/")
class Moderation(MethodView):
    @crowdfunding.arguments(ModerationIn)
    @crowdfunding.response(200, ModeratedOut)
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> ProjectComment:
        """Approve, hide or delete a comment, or undo the last of these."""
        comment = _visible(id)
        authorize(comment.moderatable_by(current.user))
        moderate(comment, body["verb"], by=current.user)
        return comment


@crowdfunding.route("/comments/<int:id>/reports/")
class Reports(MethodView):
    @crowdfunding.arguments(ReportIn)
    @crowdfunding.response(204)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any], id: int) -> None:
        """Say that a comment should not be there."""
        throttle("10 per hour", "report", address())
        report_comment(_visible(id), reporter=f"user:{current.user.id}", **body)


def _visible(id: int) -> ProjectComment:
    comment = find(ProjectComment, id=id)
    return comment if comment.visible_to(current.user) else abort(404)


def _parent(parent_id: int | None) -> ProjectComment | None:
    if parent_id is None:
        return None
    parent = db.session.scalar(select(ProjectComment).where(ProjectComment.id == parent_id))
    if parent is None:
        raise Invalid("parent_id", "No comment has this id.")
    return parent
