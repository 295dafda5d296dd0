"""Comments below posts: read, write, report, keep order."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.limits import address, throttle
from educrowd.core.pages import authorize, find

from ..comment_schemas import (
    CommentPolicy,
    ModeratedPostCommentOut,
    PostCommentIn,
    PostCommentModerationIn,
    PostCommentOut,
    PostCommentQuery,
    PostCommentReportIn,
)
from ..comments.commenting import moderate, report_comment, withdraw_comment, write_comment
from ..comments.threads import moderated_comments
from ..models import Post, PostComment
from ..models.commentable import SETTING, usual_policy
from .blueprint import blog


@blog.route("/comment-policy/")
class SiteCommentPolicy(MethodView):
    @blog.response(200, CommentPolicy)
    @needs("posts.write")
    def get(self) -> dict[str, str]:
        """Who may comment on posts whose `comment_policy` is `site`."""
        return {"policy": usual_policy()}

    @blog.arguments(CommentPolicy)
    @blog.response(200, CommentPolicy)
    @needs("posts.manage")
    def put(self, body: dict[str, str]) -> dict[str, str]:
        """Change it. What visitors without an account write waits for approval."""
        set_setting(SETTING, body["policy"], called="who may comment on posts")
        return body


@blog.route("/posts/<int:id>/comments/")
class PostComments(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(PostCommentOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[PostComment]:
        """What every reader of the post may read, newest first; an answer names its `parent_id`."""
        return PostComment.public(_open(id)).order_by(PostComment.id.desc())

    @blog.arguments(PostCommentIn)
    @blog.created(PostCommentOut, at="/api/v1/blog/comments/{id}/")
    @needs(PUBLIC)
    def post(self, body: dict[str, Any], id: int) -> PostComment:
        """Write; `held` means that it appears once somebody has read it, as what visitors write always does.

        Who may is the post's `comment_policy`.
        """
        post, name = _open(id), " ".join(body["name"].split())
        if post.takes_comments_from(current.user) and not (current.user.is_authenticated or name):
            raise Invalid("name", "Sign with a name.")
        return write_comment(post, current.user, body["body"].strip(), name=name, parent=_parent(body["parent_id"]))


@blog.route("/comments/")
class AllPostComments(MethodView):
    @blog.arguments(PostCommentQuery, location="query")
    @blog.page(ModeratedPostCommentOut)
    @needs("posts.write")
    def get(self, query: dict[str, Any]) -> Select[PostComment]:
        """Comments below the posts that one may change, in any state, oldest first."""
        comments = moderated_comments(current.user).order_by(PostComment.id)
        if query.get("reported"):
            comments = comments.where(PostComment.is_reported())
        return comments.filter_by(**{name: query[name] for name in ("status", "post_id") if name in query})


@blog.route("/comments/<int:id>/")
class OnePostComment(MethodView):
    @blog.response(200, PostCommentOut)
    @needs(PUBLIC)
    def get(self, id: int) -> PostComment:
        """One comment; what is not published only for its author and for moderators."""
        return _visible(id)

    @blog.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int) -> None:
        """Take one's own comment back."""
        comment = _visible(id)
        authorize(comment.author_id == current.user.id)
        withdraw_comment(comment)


@blog.route("/comments/<int:id>/moderation/")
class PostCommentModeration(MethodView):
    @blog.arguments(PostCommentModerationIn)
    @blog.response(200, ModeratedPostCommentOut)
    @needs("posts.write")
    def post(self, body: dict[str, Any], id: int) -> PostComment:
        """Approve, hide or delete a comment, or undo the last of these."""
        comment = _visible(id)
        authorize(comment.moderatable_by(current.user))
        moderate(comment, body["verb"], by=current.user)
        return comment


@blog.route("/comments/<int:id>/reports/")
class PostCommentReports(MethodView):
    @blog.arguments(PostCommentReportIn)
    @blog.response(204)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any], id: int) -> None:
        """Say that a comment should not be there."""
        throttle("10 per hour", "report", address())
        report_comment(_visible(id), reporter=f"user:{current.user.id}", **body)


def _open(id: int) -> Post:
    post = find(Post, id=id)
    if not post.is_published or not post.opens_to(current.user):
        abort(404)
    return post


def _visible(id: int) -> PostComment:
    comment = find(PostComment, id=id)
    return comment if comment.visible_to(current.user) else abort(404)


def _parent(parent_id: int | None) -> PostComment | None:
    if parent_id is None:
        return None
    parent = db.session.get(PostComment, parent_id)
    if parent is None:
        raise Invalid("parent_id", "No comment has this id.")
    return parent
