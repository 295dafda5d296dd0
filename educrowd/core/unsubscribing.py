"""Letters that people may end with one click, as RFC 8058 has it: which topics somebody left, and the link to leave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ForeignKey, Select, UniqueConstraint, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from .current import current
from .db import Model, TenantOwned, db, utcnow


class Unsubscription(TenantOwned, Model):
    """One person does not want letters about one topic, such as "project:12", or all of a kind: "project:*"."""

    __tablename__ = "unsubscriptions"
    __constraints__ = (UniqueConstraint("tenant_id", "topic", "user_id"),)

    topic: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    left_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())


def leave(user_id: int, topic: str) -> None:
    """No more letters about this; a second time changes nothing."""
    values = {"tenant_id": current.tenant_id, "user_id": user_id, "topic": topic}
    db.session.execute(insert(Unsubscription).values(values).on_conflict_do_nothing())


def come_back(user_id: int, topic: str) -> None:
    """Letters about this again."""
    db.session.execute(delete(Unsubscription).where(*_of(user_id, topic)))


def has_left(user_id: int, topic: str) -> bool:
    """Whether they left this topic, or all of its kind."""
    mine = Unsubscription.user_id == user_id, Unsubscription.topic.in_(_with_kind(topic))
    return db.session.scalar(select(Unsubscription.id).where(*mine).limit(1)) is not None


def left_by(user_id: int) -> set[str]:
    """All topics that one person left."""
    return set(db.session.scalars(select(Unsubscription.topic).where(Unsubscription.user_id == user_id)))


def gone(topic: str) -> Select[int]:
    """The ids of the people who left a topic, or all of its kind."""
    return select(Unsubscription.user_id).where(Unsubscription.topic.in_(_with_kind(topic)))


def link(user_id: int, topic: str) -> str:
    """Where this person leaves this topic; who holds the link needs no log-in."""
    return f"{current.tenant.origin}/unsubscribe/{_signer().dumps([user_id, topic])}"


def headers(user_id: int, topic: str) -> dict[str, str]:
    """What makes mail programs show their own button."""
    return {
        "List-Unsubscribe": f"<{link(user_id, topic)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def way_out(user_id: int, topic: str) -> dict[str, Any]:
    """What `mail.deliver` takes besides, so that the letter can be the last about its topic."""
    return {"extra_headers": headers(user_id, topic), "leave_url": link(user_id, topic)}


def read(token: str) -> tuple[int, str] | None:
    """The person and the topic of a link, None where it is not ours."""
    try:
        user_id, topic = _signer().loads(token)
    except BadSignature:
        return None
    return user_id, topic


def _with_kind(topic: str) -> tuple[str, str]:
    """ "project:12" and what stands for all projects, "project:*"."""
    return topic, f"{topic.partition(':')[0]}:*"


def _of(user_id: int, topic: str) -> tuple[Any, ...]:
    return Unsubscription.user_id == user_id, Unsubscription.topic == topic


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"unsubscribe-{current.tenant.id}")
