"""The review queue: what waits, what the staff answers, and whether reviews are wanted at all."""

from __future__ import annotations

from flask import Response, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, paginate, render

from ...launching import reviewing
from ...launching.forms import ApprovalForm, ReturnForm, ReviewSettingForm
from ...models import Project, ProjectReview
from ..blueprint import bp


@bp.get("/studio/reviews/")
@needs("projects.manage")
def reviews():
    waiting = ProjectReview.waiting().options(joinedload(ProjectReview.project).joinedload(Project.creator))
    form = ReviewSettingForm(formdata=None, review_projects=reviewing.reviews_are_wanted())
    return render("crowdfunding/studio/reviews/index.html", page=paginate(waiting), form=form, decided=_decided())


@bp.post("/studio/reviews/setting")
@needs("site.manage")
def set_reviews():
    wanted = ReviewSettingForm().review_projects.data
    set_setting(reviewing.SETTING, wanted, called="review of projects")
    flash_ok("Projects wait for a review now." if wanted else "Creators launch their projects themselves now.")
    return go(url_for("crowdfunding.reviews"))


@bp.get("/studio/projects/<int:project_id>/review")
@needs("projects.manage")
def review(project_id: int):
    return _page(find(Project, id=project_id))


@bp.post("/studio/projects/<int:project_id>/approval")
@needs("projects.manage")
def approve_project(project_id: int):
    project, form = find(Project, id=project_id), ApprovalForm(prefix="approve")
    if not form.validate():
        return _page(project, approval=form, status=422)
    try:
        reviewing.approve_project(project, by=current.user, words=form.words.data or "")
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("crowdfunding.review", project_id=project_id))
    flash_ok("Approved. Its creator gets a letter.")
    return go(url_for("crowdfunding.reviews"))


@bp.post("/studio/projects/<int:project_id>/return")
@needs("projects.manage")
def send_back_project(project_id: int):
    project, form = find(Project, id=project_id), ReturnForm(prefix="return")
    if not form.validate():
        return _page(project, returning=form, status=422)
    reviewing.send_back(project, by=current.user, words=form.words.data or "")
    flash_ok("Sent back. Its creator gets a letter with your words.")
    return go(url_for("crowdfunding.reviews"))


def _page(project: Project, *, approval=None, returning=None, status: int = 200) -> Response:
    return render(
        "crowdfunding/studio/reviews/show.html",
        status=status,
        project=project,
        review=ProjectReview.latest(project),
        approval=approval or ApprovalForm(formdata=None, prefix="approve"),
        returning=returning or ReturnForm(formdata=None, prefix="return"),
    )


def _decided() -> list[ProjectReview]:
    people = joinedload(ProjectReview.project), joinedload(ProjectReview.decided_by)
    decided = select(ProjectReview).where(ProjectReview.verdict.is_not(None)).options(*people)
    return list(db.session.scalars(decided.order_by(ProjectReview.decided_at.desc()).limit(10)))
