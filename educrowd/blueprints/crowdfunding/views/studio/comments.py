"""Keeping order below projects: what waits, what is reported, and what was done; usable by keyboard alone."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.comments.forms import REASON_WORDS, CommentForm
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, is_htmx, paginate, render, safe_next

from ...comments.commenting import PAST, moderate, write_comment
from ...comments.forms import PolicyForm
from ...comments.threads import to_moderate, waiting_counts
from ...models import Project, ProjectComment, ProjectCommentReport
from ..blueprint import bp

TABS = ("waiting", "reported", "published", "hidden", "deleted")


@bp.get("/studio/comments/")
@needs("projects.work")
def comment_queue():
    return _queue(None)


@bp.get("/studio/projects/<int:project_id>/comments")
@needs("projects.work")
def project_comments(project_id: int):
    return _queue(_own(project_id))


@bp.post("/studio/projects/<int:project_id>/comment-policy")
@needs("projects.work")
def set_comment_policy(project_id: int):
    project, form = _own(project_id), PolicyForm()
    if not form.validate_on_submit():
        return _queue(project, policy=form, status=422)
    project.comment_policy = form.comment_policy.data
    audit("project.changed", subject=project, fields=["who may comment"])
    flash_ok("Saved.")
    return go(url_for("crowdfunding.project_comments", project_id=project.id))


@bp.post("/studio/comments/<int:comment_id>/moderation")
@needs("projects.work")
def moderate_comment(comment_id: int):
    comment, verb = _moderatable(comment_id), request.form.get("verb", "")
    try:
        moderate(comment, verb, by=current.user)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(_back())
    if is_htmx():
        beside = {"here": _back(), "done": verb, **_beside([comment])}
        return render("crowdfunding/studio/comments/_row.html", comment=comment, **beside)
    flash_ok(f"{PAST[verb].capitalize()}.")
    return go(_back(done=comment.id if verb != "undo" else None))


@bp.post("/studio/comments/<int:comment_id>/answers")
@needs("projects.work")
def answer_comment(comment_id: int):
    comment, form = _moderatable(comment_id), CommentForm()
    if not form.validate_on_submit():
        flash_error("Write something; 4,000 characters at most.")
        return go(_back())
    try:
        if not comment.is_published:
            moderate(comment, "approve", by=current.user)
        write_comment(comment.project, current.user, form.body.data or "", parent=_beginning(comment))
    except Refused as refusal:
        flash_error(refusal.message)
        return go(_back())
    flash_ok("Answered.")
    return go(_back())


def _queue(project: Project | None, *, policy: PolicyForm | None = None, status: int = 200):
    view = request.args.get("view", "")
    view = view if view in TABS else TABS[0]
    page = paginate(to_moderate(current.user, view, project))
    policy = policy or (PolicyForm(formdata=None, obj=project) if project else None)
    return render(
        "crowdfunding/studio/comments/index.html",
        status=status,
        page=page,
        view=view,
        counts=waiting_counts(current.user, project),
        project=project,
        policy=policy,
        just_done=_done(),
        **_beside(page.items),
    )


def _beside(comments: list[ProjectComment]) -> dict[str, Any]:
    return {"reports": ProjectCommentReport.on(comments), "reason_words": REASON_WORDS}


def _done() -> ProjectComment | None:
    """What was just moderated without scripts: shown once more, with its way back."""
    comment_id = request.args.get("done", type=int)
    return _moderatable(comment_id) if comment_id else None


def _beginning(comment: ProjectComment) -> ProjectComment:
    return find(ProjectComment, id=comment.thread_id)


def _moderatable(comment_id: int) -> ProjectComment:
    comment = find(ProjectComment, id=comment_id)
    authorize(comment.moderatable_by(current.user))
    return comment


def _own(project_id: int) -> Project:
    project = find(Project, id=project_id)
    authorize(project.moderatable_by(current.user))
    return project


def _back(*, done: int | None = None) -> str:
    """The list that one came from."""
    page = safe_next(url_for("crowdfunding.comment_queue"))
    if done is None:
        return page
    return f"{page}{'&' if '?' in page else '?'}done={done}"
