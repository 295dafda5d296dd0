"""What is written about a project's way: reviewed, launched, suspended, cancelled."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer
from educrowd.core.money import Money

from ..models import Pledge, Project, ProjectReview


@mailer
def send_review_wanted(project_id: int, reviewer_id: int) -> None:
    """Tell one who reviews projects that one waits."""
    reviewer = db.session.get_one(User, reviewer_id)
    _tell(reviewer, _project(project_id), "A project waits for your review: {title}", "review_wanted")


@mailer
def send_verdict(review_id: int) -> None:
    """Tell the creator what the staff answered."""
    review = db.session.scalars(select(ProjectReview).where(ProjectReview.id == review_id)).one()
    subject = "“{title}” is approved" if review.verdict == "approved" else "“{title}” needs another look"
    _tell(review.project.creator, review.project, subject, "verdict", review=review)


@mailer
def send_launched(project_id: int) -> None:
    """Tell the creator that the time has come."""
    project = _project(project_id)
    _tell(project.creator, project, "“{title}” is live", "launched")


@mailer
def send_launch_missed(project_id: int, words: str) -> None:
    """Tell the creator that the time has come and something was missing."""
    project = _project(project_id)
    _tell(project.creator, project, "“{title}” could not be launched", "launch_missed", words=words)


@mailer
def send_suspended(project_id: int, reason: str) -> None:
    """Tell the creator that the staff took the project off the site."""
    project = _project(project_id)
    _tell(project.creator, project, "“{title}” is suspended", "suspended", reason=reason)


@mailer
def send_resumed(project_id: int) -> None:
    """Tell the creator that it is back."""
    project = _project(project_id)
    _tell(project.creator, project, "“{title}” is live again", "resumed")


@mailer
def send_called_off(project_id: int) -> None:
    """Tell the creator that everybody has their money back and the project is cancelled."""
    project = _project(project_id)
    paid_back = select(func.count(), func.coalesce(func.sum(Pledge.refunded_amount), 0))
    count, amount = db.session.execute(
        paid_back.where(Pledge.project_id == project.id, Pledge.refunded_amount > 0)
    ).one()
    figures = {"count": count, "amount": Money(int(amount), project.currency)}
    _tell(project.creator, project, "“{title}” is cancelled", "called_off", **figures)


def _project(project_id: int) -> Project:
    return db.session.scalars(select(Project).where(Project.id == project_id)).one()


def _tell(person: User, project: Project, subject: str, template: str, **context: Any) -> None:
    mail.deliver(
        to=person.email,
        subject=subject.format(title=project.title),
        template=f"crowdfunding/mail/{template}",
        project=project,
        studio_url=f"{current.tenant.origin}/studio/projects/{project.id}/",
        project_url=f"{current.tenant.origin}/projects/{project.slug}",
        **context,
    )
