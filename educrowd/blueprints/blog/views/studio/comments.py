"""Keeping order below posts: what waits, what is reported, and what was done; usable by keyboard alone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.access import needs
from educrowd.core.comments.forms import REASON_WORDS, CommentForm
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, is_htmx, paginate, render, safe_next

from ...comments.commenting import PAST, moderate, write_comment
from ...comments.forms import CommentPolicyForm
from ...comments.threads import to_moderate, waiting_counts
from ...models import PostComment, PostCommentReport
from ...models.commentable import SETTING, usual_policy

bp = Blueprint("comments", __name__)
TABS = ("waiting", "reported", "published", "hidden", "deleted")


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
    comment, verb = _moderatable(comment_id), request.form.get("verb", "")
    try:
        moderate(comment, verb, by=current.user)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(_back())
    if is_htmx():
        beside = {"here": _back(), "done": verb, **_beside([comment])}
        return render("blog/studio/comments/_row.html", comment=comment, **beside)
    flash_ok(f"{PAST[verb].capitalize()}.")
    return go(_back(done=comment.id if verb != "undo" else None))


@bp.post("/comments/<int:comment_id>/answers")
@needs("posts.write")
def answer(comment_id: int) -> Response:
    comment, form = _moderatable(comment_id), CommentForm()
    if not form.validate_on_submit():
        flash_error("Write something; 4,000 characters at most.")
        return go(_back())
    try:
        if not comment.is_published:
            moderate(comment, "approve", by=current.user)
        write_comment(comment.post, current.user, form.body.data or "", parent=comment)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(_back())
    flash_ok("Answered.")
    return go(_back())


def _queue(policy: CommentPolicyForm, *, status: int = 200) -> Response:
    view = request.args.get("view", "")
    view = view if view in TABS else TABS[0]
    page = paginate(to_moderate(current.user, view))
    return render(
        "blog/studio/comments/index.html",
        status=status,
        page=page,
        view=view,
        counts=waiting_counts(current.user),
        policy=policy,
        just_done=_done(),
        **_beside(page.items),
    )


def _beside(comments: list[PostComment]) -> dict[str, Any]:
    return {"reports": PostCommentReport.on(comments), "reason_words": REASON_WORDS}


def _done() -> PostComment | None:
    """What was just moderated without scripts: shown once more, with its way back."""
    comment_id = request.args.get("done", type=int)
    return _moderatable(comment_id) if comment_id else None


def _moderatable(comment_id: int) -> PostComment:
    comment = find(PostComment, id=comment_id)
    authorize(comment.moderatable_by(current.user))
    return comment


def _back(*, done: int | None = None) -> str:
    """The list that one came from."""
    page = safe_next(url_for("blog.studio.comments.index"))
    if done is None:
        return page
    return f"{page}{'&' if '?' in page else '?'}done={done}"
