"""Cancelling: the creator gives up before the end, and nobody pays."""

from __future__ import annotations

from educrowd.core.audit import audit

from ..collecting.closing import release_pledges
from ..matching.closing import forget_invitations, release_all
from ..models import Project
from ..models.errors import Frozen
from ..refunds.called_off import BECAUSE as CALLED_OFF
from ..refunds.calling_off import calls_for_refunds
from ..signals import project_failed


def cancel_project(project: Project, *, reason: str) -> None:
    """End it before anybody is charged; every pledge is let go, and its backers are told why."""
    project = Project.locked(project.id)
    if not project.is_cancellable:
        raise Frozen("A project can be cancelled until its deadline.")
    if calls_for_refunds(project):
        raise Frozen("Cards have been charged for this project: the staff cancels it, and everybody is refunded.")
    was_live = project.state == "live"
    project.end_early("cancelled", reason=reason)
    audit("project.cancelled", subject=project, reason=reason)
    release_all(project, because=CALLED_OFF)
    forget_invitations(project)
    if was_live:
        project_failed.send(project_id=project.id)
        release_pledges.later(project.id)
