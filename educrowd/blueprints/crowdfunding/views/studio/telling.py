"""A project's further goals, questions, promises, and how it is shared."""

from __future__ import annotations

from typing import Any

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_ok, go, render

from ...finding import own_project, run_project, seen_project
from ...forms import DeliveredForm, QuestionForm, StretchGoalForm
from ...launching.telling import add_question, add_stretch_goal, announce
from ...models import Follow, PledgeSource, Project, Question, StretchGoal
from ..blueprint import bp
from ..finding import own_reward


@bp.get("/studio/projects/<int:project_id>/page")
@needs("projects.work")
def project_extras(project_id: int):
    return _show(own_project(project_id))


@bp.post("/studio/projects/<int:project_id>/stretch-goals")
@needs("projects.work")
def create_stretch_goal(project_id: int):
    project = own_project(project_id)
    form = StretchGoalForm(project.currency)
    if not form.validate_on_submit():
        return _show(project, goal_form=form, status=422)
    try:
        add_stretch_goal(project, amount=form.amount.minor or 0, title=form.title.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _show(project, goal_form=form, status=422)
    return _back(project, "Stretch goal added.")


@bp.post("/studio/stretch-goals/<int:goal_id>/deletion")
@needs("projects.work")
def delete_stretch_goal(goal_id: int):
    return _remove(find(StretchGoal, id=goal_id))


@bp.post("/studio/projects/<int:project_id>/questions")
@needs("projects.work")
def create_question(project_id: int):
    project = own_project(project_id)
    form = QuestionForm()
    if not form.validate_on_submit():
        return _show(project, question_form=form, status=422)
    add_question(project, question=form.question.data or "", answer=form.answer.data or "")
    return _back(project, "Question added.")


@bp.post("/studio/questions/<int:question_id>/deletion")
@needs("projects.work")
def delete_question(question_id: int):
    return _remove(find(Question, id=question_id))


@bp.post("/studio/rewards/<int:reward_id>/delivered")
@needs("projects.work")
def note_delivery(reward_id: int):
    """The promise log: when it really was in people's hands."""
    reward = own_reward(reward_id)
    form = DeliveredForm()
    if not form.validate_on_submit():
        return _show(reward.project, status=422, delivered_form=form)
    reward.delivered_on = form.delivered_on.data
    audit("reward.delivered", subject=reward, on=str(reward.delivered_on or ""))
    return _back(reward.project, "Noted; the project’s page shows it.")


@bp.post("/studio/projects/<int:project_id>/announcement")
@needs("projects.work")
def announce_project(project_id: int):
    """Show people that it is to come; a second press takes that back."""
    project = run_project(project_id)
    announce(project)
    return _back(project, "Announced." if project.announced_at else "No longer announced.")


@bp.get("/studio/projects/<int:project_id>/share")
@needs("projects.work")
def share_project(project_id: int):
    project = seen_project(project_id)
    return render("crowdfunding/studio/projects/share.html", project=project, figures=PledgeSource.figures(project))


def _show(project: Project, *, status: int = 200, **forms: Any):
    blank = {
        "goal_form": StretchGoalForm(project.currency, formdata=None),
        "question_form": QuestionForm(formdata=None),
        "delivered_form": DeliveredForm(formdata=None),
    }
    return render(
        "crowdfunding/studio/projects/extras.html",
        status=status,
        project=project,
        followers=Follow.count(project),
        **blank | forms,
    )


def _remove(row: StretchGoal | Question):
    authorize(row.project.editable_by(current.user))
    db.session.delete(row)
    return _back(row.project, "Removed.")


def _back(project: Project, message: str):
    flash_ok(message)
    return go(url_for("crowdfunding.project_extras", project_id=project.id))
