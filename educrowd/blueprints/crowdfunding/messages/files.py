"""Messages as a file: a project's, or those of one backer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ..models import Conversation, Message, Pledge, Project

HEADING = ("at", "backer", "email", "from", "message")


def messages_of(project: Project, pledge: Pledge | None = None) -> Select[Message]:
    """All messages, one thread after the other, with their people."""
    thread = joinedload(Message.conversation).joinedload(Conversation.pledge).joinedload(Pledge.user)
    found = select(Message).join(Message.conversation).join(Conversation.pledge)
    found = found.where(Pledge.project_id == project.id).options(thread, joinedload(Message.author))
    if pledge:
        found = found.where(Pledge.id == pledge.id)
    return found.order_by(Message.conversation_id, Message.id)


def row_of(message: Message) -> tuple[Any, ...]:
    pledge = message.conversation.pledge
    return (message.created_at, pledge.name, pledge.user.email, message.author_name, message.body)
