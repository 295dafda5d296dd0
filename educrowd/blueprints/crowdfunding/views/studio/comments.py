"""Keeping order below projects: what waits, what is reported, and what was done."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.comments.desk import Desk
from educrowd.core.current import current
from educrowd.core.pages import authorize, find, flash_ok, go

from ...comments.commenting import moderate, write_comment
from ...comments.forms import PolicyForm
from ...comments.threads import moderated_comments
from ...models import Project, ProjectComment, ProjectCommentReport
from ..blueprint import bp


def _answer(comment: ProjectComment, words: str) -> ProjectComment:
    beginning = find(ProjectComment, id=comment.thread_id)
    return write_comment(comment.project, current.user, words, parent=beginning)


desk = Desk(
    ProjectComment,
    ProjectCommentReport,
    moderate,
    _answer,
    home="crowdfunding.comment_queue",
    templates="crowdfunding/studio/comments",
)


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
    return desk.moderated(comment_id)


@bp.post("/studio/comments/<int:comment_id>/answers")
@needs("projects.work")
def answer_comment(comment_id: int):
    return desk.answered(comment_id)


def _queue(project: Project | None, *, policy: PolicyForm | None = None, status: int = 200) -> Response:
    policy = policy or (PolicyForm(formdata=None, obj=project) if project else None)
    return desk.queue(moderated_comments(current.user, project), status=status, project=project, policy=policy)


def _own(project_id: int) -> Project:
    project = find(Project, id=project_id)
    authorize(project.moderatable_by(current.user))
    return project
