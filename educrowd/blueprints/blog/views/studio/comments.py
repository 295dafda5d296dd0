"""Keeping order below posts: what waits, what is reported, and what was done."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.access import needs
from educrowd.core.comments.desk import Desk
from educrowd.core.current import current
from educrowd.core.pages import flash_ok, go

from ...comments.commenting import moderate, write_comment
from ...comments.forms import CommentPolicyForm
from ...comments.threads import moderated_comments
from ...models import PostComment, PostCommentReport
from ...models.commentable import SETTING, usual_policy

bp = Blueprint("comments", __name__)


def _answer(comment: PostComment, words: str) -> PostComment:
    return write_comment(comment.post, current.user, words, parent=comment)


desk = Desk(PostComment, PostCommentReport, moderate, _answer, "blog.studio.comments.index", "blog/studio/comments")


@bp.get("/comments")
@needs("posts.write")
def index() -> Response:
    return _queue(CommentPolicyForm(formdata=None, policy=usual_policy()))


@bp.post("/comments/policy")
@needs("posts.manage")
def set_policy() -> Response:
    form = CommentPolicyForm()
    if not form.validate_on_submit():
        return _queue(form, status=422)
    set_setting(SETTING, form.policy.data, called="who may comment on posts")
    flash_ok("Saved.")
    return go(url_for(".index"))


@bp.post("/comments/<int:comment_id>/moderation")
@needs("posts.write")
def moderation(comment_id: int) -> Response:
    return desk.moderated(comment_id)


@bp.post("/comments/<int:comment_id>/answers")
@needs("posts.write")
def answer(comment_id: int) -> Response:
    return desk.answered(comment_id)


def _queue(policy: CommentPolicyForm, *, status: int = 200) -> Response:
    return desk.queue(moderated_comments(current.user), status=status, policy=policy)
