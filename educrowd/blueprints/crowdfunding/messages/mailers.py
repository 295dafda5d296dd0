"""Letters about messages: to the backer with all of them, to those who answer with the way into the studio."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail, unsubscribing
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.mail import mailer

from ..models import Conversation, Message
from ..pledging.links import page_of


@mailer
def tell_of_messages(conversation_id: int, is_from_team: bool) -> None:
    """Gather what one side has written and the other was not told of."""
    untold = select(Message).where(Message.conversation_id == conversation_id, Message.told_at.is_(None))
    untold = untold.where(Message.is_from_team.is_(is_from_team)).order_by(Message.id)
    messages = list(db.session.scalars(untold.with_for_update(skip_locked=True)))
    for message in messages:
        message.told_at = utcnow()
    conversation = _conversation(conversation_id)
    if is_from_team and messages:
        _tell_backer(conversation, messages)
    elif any(message.read_at is None for message in messages):
        for reader in conversation.project.correspondents:
            send_new_messages.later(conversation_id, [message.id for message in messages], reader.id)


@mailer
def send_new_messages(conversation_id: int, message_ids: list[int], reader_id: int) -> None:
    """Show one of those who answer what a backer has written."""
    conversation, reader = _conversation(conversation_id), db.session.get_one(User, reader_id)
    topic = f"messages:{conversation.project.id}"
    if unsubscribing.has_left(reader_id, topic) or not conversation.answerable_by(reader):
        return
    messages = db.session.scalars(select(Message).where(Message.id.in_(message_ids)).order_by(Message.id)).all()
    _deliver(
        reader.email,
        f"{conversation.pledge.name} wrote to you about “{conversation.project.title}”",
        "messages_to_team",
        conversation=conversation,
        messages=messages,
        studio_url=f"{current.tenant.origin}/studio/messages/{conversation.id}/",
        **unsubscribing.way_out(reader_id, topic),
    )


@mailer
def send_conversation_reported(conversation_id: int, reader_id: int) -> None:
    """Tell one of the staff that somebody asks them to read a thread; what stands in it is read there alone."""
    conversation = _conversation(conversation_id)
    if not conversation.is_reported:
        return
    _deliver(
        db.session.get_one(User, reader_id).email,
        f"A conversation about “{conversation.project.title}” was reported",
        "conversation_reported",
        conversation=conversation,
        studio_url=f"{current.tenant.origin}/studio/messages/{conversation.id}/",
    )


def _tell_backer(conversation: Conversation, messages: list[Message]) -> None:
    pledge = conversation.pledge
    _deliver(
        pledge.user.email,
        f"{messages[-1].author.name} wrote to you about “{conversation.project.title}”",
        "messages_to_backer",
        conversation=conversation,
        messages=messages,
        answer_url=page_of(pledge.public_id, "messages"),
    )


def _deliver(to: str, subject: str, template: str, **context: Any) -> None:
    mail.deliver_if_taken(to=to, subject=subject, template=f"crowdfunding/mail/{template}", **context)


def _conversation(conversation_id: int) -> Conversation:
    return db.session.scalars(select(Conversation).where(Conversation.id == conversation_id)).one()
