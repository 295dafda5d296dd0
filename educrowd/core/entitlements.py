"""Access that something else has earned: a pledge or an order grants, a module gives what was granted.

Siblings meet here: crowdfunding grants kind "course", lms said at start what that kind means.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, ForeignKey, Index, Select, UniqueConstraint, and_, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from . import schedule
from .db import Model, TenantOwned, bound_tenant_id, db, utcnow
from .jobs import job


class Entitlement(TenantOwned, Model):
    """One person's access to one subject, earned from one source."""

    __tablename__ = "entitlements"
    __constraints__ = (
        UniqueConstraint("tenant_id", "user_id", "kind", "subject_id", "source"),
        Index(None, "tenant_id", "source"),
        Index(
            "ix_entitlements_ending",
            *("tenant_id", "ends_at"),
            postgresql_where=text("ends_at IS NOT NULL AND revoked_at IS NULL"),
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str]
    subject_id: Mapped[int]
    source: Mapped[str]
    granted_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
    revoked_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    @classmethod
    def is_open(cls) -> ColumnElement[bool]:
        """Not taken back, and not over by the database's clock."""
        return and_(cls.revoked_at.is_(None), or_(cls.ends_at.is_(None), cls.ends_at > func.clock_timestamp()))


@dataclass(frozen=True, slots=True)
class Kind:
    """What a module gives: how to find a subject, which may be chosen, what granting and revoking do.

    `find(subject_id)` answers the subject or None, `choices(user)` pairs of (id, title) that this person may give
    away; `on_grant(user_id, subject_id)` and `on_revoke(user_id, subject_id)` act in the same transaction;
    `page(subject)` is its public address, `run_by(subject, user)` says who speaks for it.
    """

    name: str
    find: Callable[[int], Any]
    choices: Callable[[Any], Iterable[tuple[int, str]]]
    on_grant: Callable[[int, int], None]
    on_revoke: Callable[[int, int], None]
    page: Callable[[Any], str] = lambda subject: ""
    run_by: Callable[[Any, Any], bool] = lambda subject, user: False


KINDS: dict[str, Kind] = {}


def init_app(app: Flask) -> None:
    schedule.every(end_access, minutes=10, tenants="app.tenants_with_ended_access")


def kind(
    name: str,
    *,
    find: Callable[[int], Any],
    choices: Callable[[Any], Iterable[tuple[int, str]]],
    on_grant: Callable[[int, int], None],
    on_revoke: Callable[[int, int], None],
    **more: Callable[..., Any],
) -> None:
    """Called at start by the module that gives this kind of access."""
    KINDS[name] = Kind(name, find, choices, on_grant, on_revoke, **more)


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """Access that one source is to give one person."""

    user_id: int
    kind: str
    subject_id: int
    source: str


def grant(user_id: int, *, kind: str, subject_id: int, source: str) -> bool:
    """Give access once per source; answers whether this call gave it."""
    return grant_all([Grant(user_id, kind, subject_id, source)]) == 1


def grant_all(grants: Iterable[Grant]) -> int:
    """The same for many, written together; answers how many this call gave."""
    # In one order everywhere, so that two who give the same do not wait for each other.
    rows = [{"tenant_id": bound_tenant_id()} | asdict(each) for each in sorted(set(grants))]
    if not rows:
        return 0
    given = db.session.execute(
        insert(Entitlement)
        .values(rows)
        .on_conflict_do_update(
            index_elements=["tenant_id", "user_id", "kind", "subject_id", "source"],
            set_={"revoked_at": None, "granted_at": func.now()},
            where=Entitlement.revoked_at.is_not(None),
        )
        .returning(Entitlement.user_id, Entitlement.kind, Entitlement.subject_id)
    ).all()
    for each in given:
        KINDS[each.kind].on_grant(each.user_id, each.subject_id)
    return len(given)


def revoke(*, source: str, besides: Container[tuple[str, int]] = ()) -> int:
    """Take back what a source gave, except what `besides` names; access that another source also gave stays."""
    given = select(Entitlement).where(Entitlement.source == source, Entitlement.revoked_at.is_(None))
    rows = [row for row in db.session.scalars(given.with_for_update()) if (row.kind, row.subject_id) not in besides]
    _take_back(rows)
    return len(rows)


@job
def end_access() -> None:
    """Take back what is over since its day."""
    over = select(Entitlement).where(Entitlement.revoked_at.is_(None), Entitlement.ends_at <= func.clock_timestamp())
    _take_back(db.session.scalars(over.order_by(Entitlement.id).with_for_update(skip_locked=True)).all())


def _take_back(rows: Iterable[Entitlement]) -> None:
    for row in rows:
        row.revoked_at = utcnow()
        db.session.flush()
        if not holds(row.user_id, kind=row.kind, subject_id=row.subject_id):
            KINDS[row.kind].on_revoke(row.user_id, row.subject_id)


def has_any(user_id: int) -> bool:
    """Whether anything at all was given to this person here: bought, backed, granted."""
    given = select(Entitlement.id).where(Entitlement.user_id == user_id, Entitlement.is_open())
    return bool(db.session.scalar(given.limit(1)))


def holders(*, kind: str, subject_id: int) -> Select[int]:
    """The ids of all who hold this access, each once."""
    held = select(Entitlement.user_id).where(Entitlement.kind == kind, Entitlement.subject_id == subject_id)
    return held.where(Entitlement.is_open()).distinct()


def had_from(source: str, user_id: int) -> list[tuple[str, int]]:
    """What this person has from one source: kinds and ids of subjects."""
    given = select(Entitlement.kind, Entitlement.subject_id).where(Entitlement.source == source)
    mine = given.where(Entitlement.user_id == user_id, Entitlement.is_open())
    return [(row.kind, row.subject_id) for row in db.session.execute(mine)]


def held_by(user_id: int, *, kind: str, subject_ids: Collection[int], besides: str = "") -> set[int]:
    """Which of these subjects some source still gives this person; none that begins with `besides`, where given."""
    held = select(Entitlement.subject_id).where(Entitlement.user_id == user_id, Entitlement.kind == kind)
    held = held.where(Entitlement.subject_id.in_(subject_ids), Entitlement.is_open())
    if besides:
        held = held.where(~Entitlement.source.startswith(besides, autoescape=True))
    return set(db.session.scalars(held))


def holds(user_id: int, *, kind: str, subject_id: int, source: str = "") -> bool:
    """Whether any source still gives this person this access, or one that begins so."""
    held = select(Entitlement.id).where(
        Entitlement.user_id == user_id,
        Entitlement.kind == kind,
        Entitlement.subject_id == subject_id,
        Entitlement.is_open(),
    )
    if source:
        held = held.where(Entitlement.source.startswith(source, autoescape=True))
    return bool(db.session.scalar(held.limit(1)))
