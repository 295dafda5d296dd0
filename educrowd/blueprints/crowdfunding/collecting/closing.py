"""Closing: one cut-off under a row lock, by the database's clock, written once."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.orm import selectinload

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.tenancy import transaction

from ..mailers import send_outcome, send_released
from ..matching.closing import Due, due_matches, forget_invitations, fulfill, release
from ..models import Pledge, Project, ProjectClose
from ..models.pledge import LIVE_STATES
from ..refunds.called_off import BECAUSE as CALLED_OFF
from ..refunds.called_off import finish_when_done
from ..signals import project_failed, project_funded
from .collecting import start_collecting

BATCH = 500


@job(queue="payments")
def close_due_projects() -> None:
    """Promise a close for every project, of whatever site, whose deadline has passed."""
    due = db.session.execute(text("SELECT tenant_id, id FROM app.due_projects()")).all()
    for tenant_id, project_id in due:
        with transaction(tenant_id):
            close_project.later(project_id)


@job(queue="payments")
def close_project(project_id: int) -> None:
    """Decide: funded or failed. Before the deadline, and the second time, it does nothing."""
    project = Project.locked(project_id)
    # On a closed site nobody could take a pledge back: it goes on when the site is open again.
    if project.state != "live" or project.is_suspended or not project.is_past_deadline or current.tenant.is_closed:
        return
    close = _cut_off(project, due_matches(project))
    forget_invitations(project)
    db.session.add(close)
    project.state = close.outcome
    end = "stopped" if project.is_monthly else close.outcome
    audit(f"project.{end}", subject=project, pledged=close.pledged_amount)
    send_outcome.later(project.id)
    if close.outcome == "funded":
        _celebrate(project)
    else:
        _console(project)


def _cut_off(project: Project, due: list[Due]) -> ProjectClose:
    pledged, _ = _pledged(project)
    counted = pledged + sum(each.amount for each in due if each.match.counts_to_goal)
    is_funded = counted >= project.goal_amount or (project.charges_at_once and pledged > 0) or project.is_monthly
    if is_funded:
        fulfill(due)
    else:
        release([each.match for each in due], because="the project did not reach its goal")
    pledged, backers = _pledged(project)
    return ProjectClose(
        project_id=project.id,
        outcome="funded" if is_funded else "failed",
        pledged_amount=pledged,
        backers_count=backers,
    )


def _pledged(project: Project) -> tuple[int, int]:
    amount, backers = db.session.execute(
        select(func.coalesce(func.sum(Pledge.amount), 0), func.count())
        .select_from(Pledge)
        .where(Pledge.project_id == project.id, Pledge.state.in_(LIVE_STATES))
    ).one()
    return int(amount), backers


def _celebrate(project: Project) -> None:
    if not project.is_monthly:  # It was never a question whether it comes about.
        project_funded.send(project_id=project.id, course_id=project.course_id)
    start_collecting.later(project.id)


def _console(project: Project) -> None:
    project_failed.send(project_id=project.id)
    release_pledges.later(project.id)


@job(queue="payments")
def release_pledges(project_id: int) -> None:
    """Let every backer of a project that will not happen go, a batch in each run: no card is charged."""
    project = db.session.scalars(select(Project).where(Project.id == project_id)).one()
    because = CALLED_OFF if project.is_called_off else "the project did not reach its goal"
    active = select(Pledge).where(Pledge.project_id == project_id, Pledge.state.in_(("active", "draft")))
    active = active.options(selectinload(Pledge.lines))
    pledges = db.session.scalars(active.order_by(Pledge.id).limit(BATCH).with_for_update()).all()
    for pledge in pledges:
        was_counted = pledge.counts
        pledge.let_go("released" if was_counted else "cancelled", because=because)
        if was_counted:
            send_released.later(pledge.id)
    if len(pledges) == BATCH:
        release_pledges.later(project_id)
    else:
        finish_when_done(project_id)
