"""What backing a project gives besides its rewards: its updates, those for backers alone included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from educrowd.core import entitlements, updates
from educrowd.core.audiences import Audience
from educrowd.core.db import bound_tenant_id, db

from .models import Pledge, Project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from educrowd.core.updates import Update


def admit(pledge: Pledge, person_id: int | None = None) -> None:
    """From now on its backer, or who is given it, is told how it goes; the end of the pledge takes that back."""
    person_id = person_id or pledge.user_id
    entitlements.grant(person_id, kind="project", subject_id=pledge.project_id, source=f"pledge:{pledge.id}")


def open_to(pledge: Pledge, person_id: int) -> None:
    """What a paid pledge holds is somebody's now: the seat in the course, what is for those who have its rewards."""
    source = f"pledge:{pledge.id}"
    opened = {("reward", line.reward_id) for line in pledge.lines if line.reward_id and not pledge.has_lost_reward}
    if pledge.gives_course and pledge.project.course_id:
        opened.add(("course", pledge.project.course_id))
    if pledge.is_monthly:  # A month may hold less than the one before.
        entitlements.revoke(source=source, besides=opened | {("project", pledge.project_id)})
    for kind, subject_id in sorted(opened):
        entitlements.grant(person_id, kind=kind, subject_id=subject_id, source=source)


def posts_opened_by(pledge: Pledge, person_id: int) -> list[Update]:
    """What this person may read beyond everybody else; a guest reads it by the addresses found here."""
    held = entitlements.had_from(f"pledge:{pledge.id}", person_id)
    audiences = [Audience(kind, subject_id) for kind, subject_id in held]
    return updates.desk().opened_by(audiences, person_id) if audiences else []


def find(project_id: int) -> Project | None:
    return db.session.get(Project, (bound_tenant_id(), project_id))


def choices(user: Any) -> Iterable[tuple[int, str]]:
    """What this person runs."""
    rows = db.session.execute(Project.editable(user).with_only_columns(Project.id, Project.title))
    return [(row.id, row.title) for row in rows]


def page_of(project: Project | None) -> str:
    return f"/projects/{project.slug}" if project else "/projects/"


def is_run_by(project: Project | None, user: Any) -> bool:
    return project is not None and project.editable_by(user)


def nothing_more(user_id: int, project_id: int) -> None:
    """The entitlement itself is all there is to it."""


entitlements.kind(
    "project",
    find=find,
    choices=choices,
    on_grant=nothing_more,
    on_revoke=nothing_more,
    page=page_of,
    run_by=is_run_by,
)
