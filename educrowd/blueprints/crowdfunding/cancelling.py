"""Cancelling: the creator gives up before the end, and nobody pays."""

from __future__ import annotations

from sqlalchemy import func, select

from educrowd.core.audit import audit
from educrowd.core.db import db

from .closing import release_pledges
from .match_closing import forget_invitations, release_all
from .models import Pledge, Project
from .models.errors import Frozen
from .signals import project_failed


def cancel_project(project: Project, *, reason: str) -> None:
    """End it before its deadline; every pledge is let go, and its backers are told why."""
    project = Project.locked(project.id)
    if not project.is_cancellable:
        raise Frozen("A project can be cancelled until its deadline.")
    if _has_charged(project):
        raise Frozen("Cards have been charged for this project. Refund its backers first, then cancel it.")
    was_live = project.state == "live"
    project.state, project.suspended_at, project.cancel_reason = "cancelled", None, reason
    audit("project.cancelled", subject=project, reason=reason)
    release_all(project, because="the project was cancelled")
    forget_invitations(project)
    if was_live:
        project_failed.send(project_id=project.id)
        release_pledges.later(project.id)


def _has_charged(project: Project) -> bool:
    held = Pledge.state.in_(("charging", "collected", "action_required", "errored", "disputed"))
    return bool(db.session.scalar(select(func.count()).where(Pledge.project_id == project.id, held)))
