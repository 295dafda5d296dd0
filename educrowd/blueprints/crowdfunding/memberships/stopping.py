"""Stopping: the creator ends a membership; what is paid lasts to its end, and nobody is charged again."""

from __future__ import annotations

from sqlalchemy import func, select

from educrowd.core.db import db
from educrowd.core.jobs import job

from ..collecting.closing import close_project
from ..models import Pledge, Project
from ..models.errors import Frozen
from ..models.pledge.monthly import PAID_STATES
from ..signals import membership_stopped
from .mailers import send_membership_ending

BATCH = 500


def stop_project(project: Project) -> None:
    """End a membership now, by the database's clock; the members hear of it."""
    project = Project.locked(project.id)
    if not project.is_stoppable:
        raise Frozen("Only a membership that runs can be stopped.")
    project.deadline, project.suspended_at = func.clock_timestamp(), None
    db.session.flush()
    db.session.refresh(project)
    close_project(project.id)
    membership_stopped.send(project_id=project.id)
    tell_members.later(project.id)


@job
def tell_members(project_id: int, after: int = 0) -> None:
    """Promise each member a letter, a batch in each run; who left before knows already."""
    members = select(Pledge.id).where(
        Pledge.project_id == project_id, Pledge.state.in_(PAID_STATES), Pledge.ends_at.is_(None), Pledge.id > after
    )
    ids = db.session.scalars(members.order_by(Pledge.id).limit(BATCH)).all()
    for pledge_id in ids:
        send_membership_ending.later(pledge_id)
    if len(ids) == BATCH:
        tell_members.later(project_id, ids[-1])
