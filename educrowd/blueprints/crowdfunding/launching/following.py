"""Following: asked for by anybody, confirmed by letter, told at the launch and two days before the end."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail, unsubscribing
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.mail import mailer

from ..models import Follow, Project

BATCH = 50
BEFORE_END = timedelta(hours=48)
TOMORROW = timedelta(days=1)
SUBJECTS = {"launch": "“{title}” is live", "ending": "“{title}” ends in two days"}


def follow(project: Project, user: User, *, is_proven: bool) -> Follow:
    """Begin to follow; an address that nobody has proven gets a letter first."""
    found = Follow.begin(project, user)
    if is_proven:
        found.confirm()
    elif not found.confirmed_at:
        ask_to_confirm.later(found.id)
    return found


def promise_reminders(project: Project) -> None:
    """Tell followers of the launch now, and of the end in time."""
    tell_followers.later(project.id, "launch")
    if project.deadline and project.deadline - BEFORE_END > utcnow():
        tell_followers.later(project.id, "ending", _at=project.deadline - BEFORE_END)


@mailer
def ask_to_confirm(follow_id: int) -> None:
    """Whoever typed the address: nothing is sent to it before its owner says yes."""
    found = db.session.scalar(select(Follow).where(Follow.id == follow_id))
    if found is None or found.confirmed_at:
        return
    mail.deliver(
        to=found.user.email,
        subject=f"Follow “{found.project.title}”?",
        template="crowdfunding/mail/follow",
        project=found.project,
        confirm_url=link(found),
    )


@mailer
def tell_followers(project_id: int, occasion: str) -> None:
    """Write to the next followers, each in a transaction of its own; on a closed site nobody could read on."""
    if current.tenant.is_closed:
        tell_followers.later(project_id, occasion, _at=utcnow() + TOMORROW)
        return
    for _ in range(BATCH):
        project = db.session.scalars(select(Project).where(Project.id == project_id)).one()
        if not project.is_open or _was_put_off(project, occasion):
            return
        found = Follow.next_to_tell(project, occasion)
        if found is None:
            return
        _tell(found, occasion)
        db.session.commit()
    tell_followers.later(project_id, occasion)


def link(found: Follow) -> str:
    """Where a follower confirms and leaves; who holds it needs no log-in."""
    return f"{current.tenant.origin}/follows/{_signer().dumps(found.id)}"


def behind_link(token: str) -> Follow | None:
    """The follow that a link means; None where it is not ours, or over."""
    try:
        follow_id = _signer().loads(token)
    except BadSignature:
        return None
    return db.session.scalar(select(Follow).where(Follow.id == follow_id))


def _was_put_off(project: Project, occasion: str) -> bool:
    """A project that stood still for a while ends later than when this was promised."""
    is_early = occasion == "ending" and project.time_left > BEFORE_END + timedelta(minutes=5)
    if is_early and project.deadline:
        tell_followers.later(project.id, occasion, _at=project.deadline - BEFORE_END)
    return is_early


def _tell(found: Follow, occasion: str) -> None:
    topic = f"project:{found.project_id}"
    mail.deliver_if_taken(
        to=found.user.email,
        subject=SUBJECTS[occasion].format(title=found.project.title),
        template=f"crowdfunding/mail/follow_{occasion}",
        message_key=f"follow:{found.id}:{occasion}",
        project=found.project,
        project_url=f"{current.tenant.origin}/projects/{found.project.slug}?ref=follow",
        **unsubscribing.way_out(found.user_id, topic),
    )
    found.note_told(occasion)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"follow-{current.tenant.id}")
