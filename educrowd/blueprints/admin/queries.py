"""Reads that span nouns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, cast, func, or_, select
from sqlalchemy.orm import selectinload

from educrowd.blueprints.auth.models import Membership, User
from educrowd.blueprints.tenant.models import Tenant
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db, utcnow

DAYS = 14


def audit_entries(
    *, words: str = "", kind: str = "", since: datetime | None = None, until: datetime | None = None
) -> Select[Any]:
    """The site's audit log, latest first; `words` is part of a name, `kind` what the act was about."""
    wanted: list[ColumnElement[bool]] = []
    if words:
        wanted.append(or_(_contains(AuditEntry.actor_name, words), _contains(AuditEntry.subject_name, words)))
    if kind:
        wanted.append(AuditEntry.action.startswith(f"{kind}.", autoescape=True))
    if since:
        wanted.append(AuditEntry.created_at >= since)
    if until:
        wanted.append(AuditEntry.created_at < until)
    return select(AuditEntry).where(*wanted).order_by(AuditEntry.created_at.desc(), AuditEntry.id.desc())


def recent_entries(user: Any, count: int) -> Sequence[AuditEntry]:
    """The last acts on the site; for whoever may not read the audit log, their own."""
    entries = audit_entries().limit(count)
    if not user.can("audit.read"):
        entries = entries.where(AuditEntry.actor_id == user.id)
    return db.session.scalars(entries).all()


def members(*, words: str = "", role: str = "") -> Select[Any]:
    """The site's people by name, those included who are asked to come."""
    found = User.members_and_invited().order_by(User.by_shown_name(), User.id)
    if words:
        found = found.where(User.named_like(words))
    if role:
        holders = select(Membership.user_id).where(Membership.is_given(), Membership.role == role)
        found = found.where(User.id.in_(holders))
    return found


def memberships_of(people: Iterable[User]) -> dict[int, list[Membership]]:
    """The roles, taken or offered, of several people in one question, by the person's id."""
    found: dict[int, list[Membership]] = {person.id: [] for person in people}
    held = select(Membership).where(Membership.is_given(), Membership.user_id.in_(found)).order_by(Membership.id)
    for membership in db.session.scalars(held):
        found[membership.user_id].append(membership)
    return found


def members_by_role() -> dict[str, int]:
    counts = select(Membership.role, func.count()).where(Membership.is_given()).group_by(Membership.role)
    return dict(db.session.execute(counts).all())


def members_count() -> int:
    return db.session.scalar(select(func.count(Membership.user_id.distinct())).where(Membership.is_current())) or 0


def members_joined_by_day() -> tuple[int, ...]:
    """How many people were given a role, for each of the last days; today comes last."""
    return by_day(Membership.assigned_at, Membership.is_current())


def sites(*, words: str = "", status: str = "") -> Select[Any]:
    """All sites of the platform, the newest first."""
    found = select(Tenant).order_by(Tenant.created_at.desc(), Tenant.id.desc()).options(selectinload(Tenant.domains))
    if words:
        found = found.where(or_(_contains(Tenant.name, words), _contains(Tenant.slug, words)))
    if status:
        found = found.where(Tenant.status == status)
    return found


def sites_by_status() -> dict[str, int]:
    return dict(db.session.execute(select(Tenant.status, func.count()).group_by(Tenant.status)).all())


def by_day(moment: Any, *wanted: ColumnElement[bool]) -> tuple[int, ...]:
    """Rows counted by the UTC day of a column, for each of the last days."""
    day = cast(func.timezone("UTC", moment), Date)
    since = datetime.combine(utcnow().date() - timedelta(days=DAYS - 1), datetime.min.time(), UTC)
    counts = select(day, func.count()).where(moment >= since, *wanted).group_by(day)
    found = dict(db.session.execute(counts).all())
    return tuple(found.get(since.date() + timedelta(days=number), 0) for number in range(DAYS))


def _contains(column: Any, words: str) -> ColumnElement[bool]:
    return func.lower(column).contains(words.lower(), autoescape=True)
