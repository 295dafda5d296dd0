"""Messages between a backer and those who run the project, told by letter; the staff reads them when asked to."""

from __future__ import annotations

from datetime import timedelta

from educrowd.blueprints.auth.models.user import User
from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.limits import throttle

from ..models import Conversation, Message, Pledge
from .mailers import send_conversation_reported, tell_of_messages

# Who sends three lines in a row writes one letter.
GATHER = timedelta(minutes=2)
TWICE = timedelta(minutes=1)


class NoBacker(Refused):
    """A pledge whose card page was never finished: anybody can begin one, in anybody's name."""

    message = "Messages can be sent once the pledge’s card is saved."


def write_as_backer(pledge: Pledge, body: str) -> Message:
    """The backer writes to those who run the project."""
    throttle("20 per hour", "message", f"pledge:{pledge.id}")
    return _say(pledge, body, author=pledge.user, is_from_team=False)


def write_as_team(pledge: Pledge, body: str, *, author: User) -> Message:
    """Somebody who runs the project writes to the backer."""
    throttle("200 per hour", "message", f"user:{author.id}")
    message = _say(pledge, body, author=author, is_from_team=True)
    message.conversation.note_read()
    return message


def report_conversation(conversation: Conversation, *, by: User, words: str) -> None:
    """Ask the staff to read a thread; a second time changes nothing until they have answered the first."""
    if conversation.is_reported:
        return
    conversation.report(by=by, words=words)
    audit("conversation.reported", subject=conversation.project, conversation=conversation.id)
    for person in db.session.scalars(User.able_to("projects.manage")):
        send_conversation_reported.later(conversation.id, person.id)


def close_report(conversation: Conversation) -> None:
    """The staff has seen to it: the thread is private again."""
    conversation.close_report()
    audit("conversation.closed", subject=conversation.project, conversation=conversation.id)


def note_reading(conversation: Conversation, *, by: User) -> None:
    """Those who answer have read it; that the staff has is for the audit log."""
    if conversation.answerable_by(by):
        conversation.note_read()
    else:
        audit("conversation.read", subject=conversation.project, conversation=conversation.id)


def _say(pledge: Pledge, body: str, *, author: User, is_from_team: bool) -> Message:
    if pledge.activated_at is None:
        raise NoBacker
    conversation = Conversation.about(pledge)
    if again := _just_said(conversation, body, author):
        return again
    message = conversation.say(body, author=author, is_from_team=is_from_team)
    tell_of_messages.later(conversation.id, is_from_team, _at=utcnow() + GATHER)
    return message


def _just_said(conversation: Conversation, body: str, author: User) -> Message | None:
    """The same words a moment ago: a double click."""
    last = conversation.messages[-1:]
    same = [each for each in last if each.body == body and each.author_id == author.id]
    return next((each for each in same if each.created_at > utcnow() - TWICE), None)
