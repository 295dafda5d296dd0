"""From draft to live: sent in, looked at by the staff where the site wants that, launched now or at a time."""

from __future__ import annotations

from educrowd.blueprints.auth.models.user import User
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job

from ..models import Project, ProjectReview
from ..models.errors import Frozen, NotReady
from ..money.payable import require_payable
from .creating import launch_project
from .mailers import send_launch_missed, send_launched, send_review_wanted, send_verdict

SETTING = "review_projects"


def reviews_are_wanted() -> bool:
    """Whether this site's staff looks at projects before they go live."""
    return bool(current.tenant.settings.get(SETTING))


def submit_project(project: Project, *, by: User) -> None:
    """Go live, be scheduled, or wait for the staff; who reviews projects needs no review."""
    project = Project.locked(project.id)
    project.require_ready()
    require_payable()
    if not reviews_are_wanted() or by.can("projects.manage"):
        go_ahead(project)
        return
    project.state = "review"
    db.session.add(ProjectReview(project_id=project.id, asked_by_id=by.id))
    audit("project.submitted", subject=project)
    for reviewer in db.session.scalars(User.able_to("projects.manage")):
        send_review_wanted.later(project.id, reviewer.id)


def approve_project(project: Project, *, by: User, words: str = "") -> None:
    """Let it go live, now or at its time."""
    project, review = _under_review(project)
    missing = project.missing
    if missing:
        raise NotReady([*missing, "send it back, so that its creator can see to it"])
    review.decide("approved", by=by, words=words)
    audit("project.approved", subject=project)
    send_verdict.later(review.id)
    go_ahead(project)


def send_back(project: Project, *, by: User, words: str) -> None:
    """Make it a draft again, and tell its creator what to change."""
    project, review = _under_review(project)
    review.decide("sent_back", by=by, words=words)
    project.state = "draft"
    audit("project.sent_back", subject=project, words=words)
    send_verdict.later(review.id)


def withdraw_project(project: Project, *, by: User) -> None:
    """Take it back to a draft, from the queue or before its launch."""
    project = Project.locked(project.id)
    if project.state not in ("review", "scheduled"):
        raise Frozen("Only what waits for its review or its launch can be taken back.")
    review = ProjectReview.latest(project)
    if review and review.verdict is None:
        review.decide("withdrawn", by=by)
    project.state = "draft"
    audit("project.withdrawn", subject=project)


def go_ahead(project: Project) -> None:
    """Launch at its time if that is still to come, else at once."""
    if project.launch_at is None or project.launch_at <= utcnow():
        launch_project(project)
        return
    project.state = "scheduled"
    audit("project.scheduled", subject=project, launch_at=project.launch_at.isoformat())
    launch_scheduled.later(project.id, _at=project.launch_at)


@job
def launch_scheduled(project_id: int) -> None:
    """Launch what is due; a project that was taken back, or moved to another time, is left alone."""
    project = Project.locked(project_id)
    if project.state != "scheduled" or project.launch_at is None or project.launch_at > utcnow():
        return
    try:
        launch_project(project)
    except NotReady as refusal:
        project.state = "draft"
        audit("project.withdrawn", subject=project, because=refusal.message)
        send_launch_missed.later(project.id, refusal.message)
    else:
        send_launched.later(project.id)


def _under_review(project: Project) -> tuple[Project, ProjectReview]:
    project = Project.locked(project.id)
    review = ProjectReview.latest(project)
    if project.state != "review" or review is None:
        raise Frozen("This project does not wait for a review.")
    return project, review
