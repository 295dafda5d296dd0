"""Suspending: the staff takes a live project off the site, and puts it back."""

from __future__ import annotations

from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow

from ..collecting.closing import close_project
from ..models import Project
from ..models.errors import Frozen
from .mailers import send_resumed, send_suspended


def suspend_project(project: Project, *, reason: str) -> None:
    """Hide it and take no pledges; nothing is charged and nothing closes meanwhile."""
    project = Project.locked(project.id)
    if project.state != "live" or project.is_suspended:
        raise Frozen("Only a live project can be suspended.")
    project.suspended_at = utcnow()
    audit("project.suspended", subject=project, reason=reason)
    send_suspended.later(project.id, reason)


def resume_project(project: Project, *, gives_time_back: bool = False) -> None:
    """Show it again; its deadline stands, or moves by as long as the suspension lasted."""
    project = Project.locked(project.id)
    if project.suspended_at is None:
        raise Frozen("This project is not suspended.")
    paused = utcnow() - project.suspended_at
    project.suspended_at = None
    if gives_time_back and project.deadline:
        project.deadline += paused
    db.session.flush()
    if project.deadline:
        close_project.later(project.id, _at=project.deadline)
    audit("project.resumed", subject=project, given_back_seconds=int(paused.total_seconds()) * gives_time_back)
    send_resumed.later(project.id)
