"""One letter to many backers: to whom, in which words, and on its way."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail, unsubscribing
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.letters import send_in_batches
from educrowd.core.limits import throttle
from educrowd.core.mail import mailer

from ..models import Broadcast, BroadcastLetter, Pledge, Project
from ..models.pledge import LIVE_STATES
from ..pledging.links import page_of

AUDIENCES = {
    "counting": ("Everybody whose pledge counts", LIVE_STATES),
    "promised": ("Those whose card is still to be charged", ("active", "charging")),
    "paid": ("Those whose card was charged", ("collected", "disputed")),
    "at_risk": ("Those whose card was declined", ("action_required", "errored")),
    "not_charged": ("Those who were not charged as the goal was missed", ("released",)),
}


def audience_of(project: Project, state: str, reward_id: int | None = None) -> Select[Pledge]:
    """The pledges whose backers get it; `reward_id` 0 stands for none, None for whichever."""
    wanted = select(Pledge).where(Pledge.project_id == project.id, Pledge.state.in_(AUDIENCES[state][1]))
    if reward_id is None:
        return wanted
    return wanted.where(Pledge.reward_id == reward_id if reward_id else Pledge.reward_id.is_(None))


def count_of(audience: Select[Pledge]) -> int:
    return db.session.scalar(select(func.count()).select_from(audience.order_by(None).subquery())) or 0


def audience_words(project: Project, state: str, reward_id: int | None = None) -> str:
    """Whom it is for, as the list of letters says it."""
    if reward_id is None:
        return AUDIENCES[state][0]
    title = next((reward.title for reward in project.tiers if reward.id == reward_id), "")
    return f"{AUDIENCES[state][0]}, " + (f"with “{title}”" if reward_id else "without a reward")


def broadcast(
    project: Project,
    author: User,
    *,
    subject: str,
    body: str,
    state: str,
    token: str,
    reward_id: int | None = None,
) -> Broadcast:
    """Write to all who fit; the same token again is the same letter."""
    known = db.session.scalar(Broadcast.of(project).where(Broadcast.token == token))
    if known:
        return known
    if reward_id and all(reward.id != reward_id for reward in project.tiers):
        raise Invalid("reward_id", "Choose one of this project's rewards.")
    audience = audience_of(project, state, reward_id)
    if not count_of(audience):
        raise Invalid("state", "No backer fits.")
    throttle("10 per day", "broadcast", f"project:{project.id}")
    words = audience_words(project, state, reward_id)
    return _send(project, author, audience, token, subject=subject, body=body, audience=state, audience_words=words)


@mailer
def send_broadcast(broadcast_id: int) -> None:
    """Send the next letters."""
    send_in_batches(send_broadcast, broadcast_id, partial(_send_next, broadcast_id))


def _send(project: Project, author: User, pledges: Select[Pledge], token: str, **text: str) -> Broadcast:
    written = Broadcast(project_id=project.id, author_id=author.id, token=token, **text)
    try:
        with db.session.begin_nested():
            db.session.add(written)
    except IntegrityError:  # The other click of two was faster.
        return db.session.scalars(Broadcast.of(project).where(Broadcast.token == token)).one()
    written.address(pledges)
    audit("project.wrote", subject=project, letter=text["subject"], to=text["audience_words"])
    send_broadcast.later(written.id)
    return written


def _send_next(broadcast_id: int) -> BroadcastLetter | None:
    letter = BroadcastLetter.next_waiting(broadcast_id)
    if letter is None:
        return None
    if unsubscribing.has_left(letter.pledge.user_id, _topic(letter.broadcast.project)):
        return letter.become("left")
    letter.hand_over(partial(_mail, letter))
    return letter


def _mail(letter: BroadcastLetter) -> str:
    reader, project = letter.pledge.user, letter.broadcast.project
    return mail.deliver(
        to=reader.email,
        subject=letter.broadcast.subject,
        template="crowdfunding/mail/broadcast",
        message_key=f"broadcast:{letter.broadcast_id}:{letter.pledge_id}",
        **contents(letter.broadcast, project),
        answer_url=page_of(letter.pledge.public_id, "messages"),
        **unsubscribing.way_out(reader.id, _topic(project)),
    )


def contents(written: Any, project: Project) -> dict[str, Any]:
    """What the letter is made from, before it is sent as well."""
    return {"broadcast": written, "project": project, "project_url": f"{current.tenant.origin}/projects/{project.slug}"}


def _topic(project: Project) -> str:
    """The same as an update's: who wants no news of a project gets none, however it is sent."""
    return f"project:{project.id}"
