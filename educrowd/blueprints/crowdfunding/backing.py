"""What backing a project gives besides its rewards: its updates, those for backers alone included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from educrowd.core import entitlements, updates
from educrowd.core.audiences import Audience
from educrowd.core.db import bound_tenant_id, db
from educrowd.core.entitlements import Grant

from .models import Pledge, Project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from educrowd.core.updates import Update


def admit(pledge: Pledge, person_id: int | None = None) -> None:
    """From now on its backer, or who is given it, is told how it goes; the end of the pledge takes that back."""
    entitlements.grant_all([place_of(pledge, person_id or pledge.user_id)])


def open_to(pledge: Pledge, person_id: int) -> None:
    """What a paid pledge holds is somebody's now."""
    entitlements.grant_all(seats_of(pledge, person_id))


def place_of(pledge: Pledge, person_id: int) -> Grant:
    """Being one of the project's backers."""
    return Grant(person_id, "project", pledge.project_id, _source_of(pledge))


def seats_of(pledge: Pledge, person_id: int) -> list[Grant]:
    """What a paid pledge holds: the seat in the course, what is for those who have its rewards."""
    opened = {("reward", line.reward_id) for line in pledge.lines if line.reward_id and not pledge.has_lost_reward}
    if pledge.gives_course and pledge.project.course_id:
        opened.add(("course", pledge.project.course_id))
    return [Grant(person_id, kind, subject_id, _source_of(pledge)) for kind, subject_id in opened]


def close_what_is_over(pledge: Pledge) -> None:
    """A month of a membership may hold less than the one before."""
    if pledge.is_monthly:
        kept = {("project", pledge.project_id)} | {(seat.kind, seat.subject_id) for seat in seats_of(pledge, 0)}
        entitlements.revoke(source=_source_of(pledge), besides=kept)


def _source_of(pledge: Pledge) -> str:
    return f"pledge:{pledge.id}"


def posts_opened_by(pledge: Pledge, person_id: int) -> list[Update]:
    """What this person may read beyond everybody else; a guest reads it by the addresses found here."""
    held = entitlements.had_from(_source_of(pledge), person_id)
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
