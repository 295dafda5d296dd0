"""Roles and what they may do: the one page to read about rights.

Roles are held per site, strongest first. Student and backer hold no ability of their own: they learn and
pledge as themselves, and what belongs to a person is decided by the model it belongs to. A collaborator has been
asked to help with some projects or courses; what that lets them do in which one, that one decides.
"""

from __future__ import annotations

OWNER, ADMIN, INSTRUCTOR, CREATOR = "owner", "admin", "instructor", "creator"
EDITOR, COLLABORATOR, STUDENT, BACKER = "editor", "collaborator", "student", "backer"

ROLES = (OWNER, ADMIN, INSTRUCTOR, CREATOR, EDITOR, COLLABORATOR, STUDENT, BACKER)

ABILITIES: dict[str, frozenset[str]] = {
    "site.delete":     frozenset({OWNER}),
    "site.manage":     frozenset({OWNER, ADMIN}),
    "plan.manage":     frozenset({OWNER, ADMIN}),
    "members.manage":  frozenset({OWNER, ADMIN}),
    "webhooks.manage": frozenset({OWNER, ADMIN}),
    "audit.read":      frozenset({OWNER, ADMIN}),
    "money.read":      frozenset({OWNER, ADMIN}),
    "money.refund":    frozenset({OWNER, ADMIN}),
    "money.payout":    frozenset({OWNER, ADMIN}),
    "courses.manage":  frozenset({OWNER, ADMIN}),
    "courses.create":  frozenset({OWNER, ADMIN, INSTRUCTOR}),
    "courses.work":    frozenset({OWNER, ADMIN, INSTRUCTOR, COLLABORATOR}),
    "projects.manage": frozenset({OWNER, ADMIN}),
    "projects.create": frozenset({OWNER, ADMIN, CREATOR}),
    "projects.work":   frozenset({OWNER, ADMIN, CREATOR, COLLABORATOR}),
    "posts.manage":    frozenset({OWNER, ADMIN, EDITOR}),
    "posts.write":     frozenset({OWNER, ADMIN, EDITOR, INSTRUCTOR, CREATOR}),
    "updates.write":   frozenset({OWNER, ADMIN, EDITOR, INSTRUCTOR, CREATOR, COLLABORATOR}),
    "studio.enter":    frozenset({OWNER, ADMIN, EDITOR, INSTRUCTOR, CREATOR, COLLABORATOR}),
}  # fmt: skip


def can(roles: set[str], ability: str) -> bool:
    """Whether someone with these roles holds an ability; an unknown ability is a mistake, not a refusal."""
    return not ABILITIES[ability].isdisjoint(roles)


def strongest(roles: set[str]) -> str | None:
    return next((role for role in ROLES if role in roles), None)


def grantable_by(roles: set[str]) -> tuple[str, ...]:
    """The roles that someone may hand out or take away: only an owner makes owners and admins."""
    if OWNER in roles:
        return ROLES
    return ROLES[2:] if ADMIN in roles else ()
