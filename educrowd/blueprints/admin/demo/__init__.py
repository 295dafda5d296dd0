"""Demonstration sites: three of different character, with people who can log in, filled by the modules."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app

from educrowd.blueprints.auth import passwords, roles
from educrowd.blueprints.auth.cli import make_operator
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.founding import founding, is_free
from educrowd.blueprints.tenant.models.tenant import origin_of, slug_host
from educrowd.core import registry, tenancy
from educrowd.core.audit import AuditEntry
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.registry import DemoSite

from .cast import OPERATOR, PASSWORD, SITES, Cast, Person


def seed() -> list[str]:
    """Found the demonstration sites that are missing, each all or nothing; answers their slugs."""
    missing = [cast for cast in SITES if is_free(cast.slug)]
    if missing:
        password_hash = passwords.hash_password(PASSWORD)
        appoint_operator(password_hash)
        for cast in missing:
            found(cast, password_hash)
    return [cast.slug for cast in missing]


def found(cast: Cast, password_hash: str) -> None:
    """The site and all that modules add; within a request, as what they write may hold addresses of pages."""
    with (
        current_app.test_request_context(base_url=origin_of(slug_host(cast.slug))),
        founding(slug=cast.slug, name=cast.name, **cast.details) as tenant,
    ):
        tenant.created_at = utcnow() - timedelta(days=cast.age_in_days)
        people = {person.email: account(person, password_hash) for person in cast.people}
        current.user = people[cast.owner.email]
        for number, person in enumerate(cast.people):
            give_roles(people[person.email], person, joined_days_ago=cast.joined_days_ago(number))
        registry.demo.collect(demo_site(cast, people))


def account(person: Person, password_hash: str) -> User:
    """The person's account with the password that all of them share; hashing it once is what takes time."""
    user = User.guest(person.email, person.name)
    user.username = person.name.lower().replace(" ", ".")
    user.password_hash, user.is_verified = password_hash, True
    user.profile.bio = person.bio
    return user


def give_roles(user: User, person: Person, *, joined_days_ago: int) -> None:
    joined_at = utcnow() - timedelta(days=joined_days_ago, hours=joined_days_ago % 9)
    leaves_at = utcnow() + timedelta(days=person.stays_days) if person.stays_days else None
    user.created_at = joined_at
    for role in person.roles:
        is_staff = roles.can({role}, "studio.enter")
        by = current.user if is_staff else None
        membership = user.take(role, assigned_by=by, expires_at=leaves_at, is_accepted=True)
        membership.assigned_at = joined_at
        if is_staff and user is not current.user:
            note_arrival(user, role, joined_at)


def note_arrival(user: User, role: str, joined_at: datetime) -> None:
    """What the audit log would hold, had the site been there all the time."""
    entry = AuditEntry(action="member.added", subject_type="user", subject_id=user.id, subject_name=user.name)
    entry.actor_id, entry.actor_name = current.user.id, current.user.name
    entry.details, entry.created_at = {"role": role}, joined_at
    db.session.add(entry)


def demo_site(cast: Cast, people: dict[str, User]) -> DemoSite:
    return DemoSite(
        slug=cast.slug,
        owner=people[cast.owner.email],
        instructor=people[cast.instructor.email],
        creator=people[cast.creator.email],
        editor=people[cast.editor.email],
        members=tuple(people[member.email] for member in cast.members),
    )


def appoint_operator(password_hash: str) -> None:
    """Whoever may write the operators' table is not the web application; without that role nobody is appointed."""
    if not current_app.config["DATABASE_OPS_URL"]:
        return
    with tenancy.transaction(None):
        operator_id = account(OPERATOR, password_hash).id
    make_operator(operator_id)
