"""Milestones in the builder, and their release by the staff."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.money import Money
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, render

from ...finding import run_project
from ...models import Milestone, Project
from ...money.holding import held_back
from ...money.milestones import add_milestone, release_by_hand, remove_milestone
from ...money.payout_forms import MilestoneForm
from ..blueprint import bp


@bp.get("/studio/projects/<int:project_id>/milestones")
@needs("projects.work")
def milestones(project_id: int):
    return _index(run_project(project_id), MilestoneForm(formdata=None))


@bp.post("/studio/projects/<int:project_id>/milestones")
@needs("projects.work")
def create_milestone(project_id: int):
    project, form = run_project(project_id), MilestoneForm()
    if not form.validate_on_submit():
        return _index(project, form, status=422)
    try:
        add_milestone(
            project,
            title=form.title.data or "",
            share_percent=form.share_percent.data or 0,
            lessons_needed=form.lessons_needed.data,
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _index(project, form, status=refusal.status)
    flash_ok("Milestone added.")
    return go(url_for("crowdfunding.milestones", project_id=project.id))


@bp.post("/studio/milestones/<int:milestone_id>/removal")
@needs("projects.work")
def delete_milestone(milestone_id: int):
    return _act(find(Milestone, id=milestone_id), remove_milestone, "Milestone removed.")


@bp.post("/studio/milestones/<int:milestone_id>/release")
@needs("money.payout", unpaid=True)
def release_milestone(milestone_id: int):
    milestone = find(Milestone, id=milestone_id)
    return _act(milestone, lambda found: release_by_hand(found, by=current.user), "Released: the money is free now.")


def _act(milestone: Milestone, verb, words: str):
    project = milestone.project
    authorize(project.run_by(current.user))
    try:
        verb(milestone)
        flash_ok(words)
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("crowdfunding.milestones", project_id=project.id))


def _index(project: Project, form: MilestoneForm, *, status: int = 200):
    return render(
        "crowdfunding/studio/milestones/index.html",
        status=status,
        project=project,
        milestones=Milestone.of(project),
        held=Money(held_back(project), project.currency),
        form=form,
    )
