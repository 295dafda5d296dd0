"""Those who back a project, and those who have a reward, as people that others may write for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core import audiences, entitlements
from educrowd.core.audiences import WayIn
from educrowd.core.db import bound_tenant_id, db

from .backing import find as find_project
from .backing import is_run_by, nothing_more
from .models import Project, Reward

MOST = 200


def find_reward(reward_id: int) -> Reward | None:
    return db.session.get(Reward, (bound_tenant_id(), reward_id))


def project_choices(user: Any) -> list[tuple[int, str]]:
    """Projects that this person runs; for those who edit everybody's posts, the public ones as well."""
    return sorted(_projects(user).items(), key=lambda project: project[1])


def reward_choices(user: Any) -> list[tuple[int, str]]:
    """The rewards of the same projects."""
    titles = _projects(user)
    listed = select(Reward.id, Reward.title, Reward.project_id).where(Reward.project_id.in_(titles)).limit(MOST)
    rows = db.session.execute(listed.order_by(Reward.project_id, Reward.amount, Reward.id))
    return [(row.id, f"{titles[row.project_id]}: {row.title}") for row in rows]


def project_named(project: Project) -> str:
    """A project that nobody may see has no name for readers."""
    return f"backers of “{project.title}”" if project.visible_to_all else "backers of a project"


def reward_named(reward: Reward) -> str:
    """Nor has a reward that only who has its link may know."""
    if reward.is_secret or not reward.project.visible_to_all:
        return project_named(reward.project)
    return f"those who have “{reward.title}” of “{reward.project.title}”"


def project_way_in(project: Project) -> WayIn:
    if not project.visible_to_all:
        return WayIn("See the projects", "/projects/")
    return WayIn("Back the project" if project.is_open else "See the project", f"/projects/{project.slug}")


def _projects(user: Any) -> dict[int, str]:
    found: dict[int, str] = {}
    if user.can("posts.manage"):
        found |= _titles(Project.public())
    if user.can("projects.work"):
        found |= _titles(Project.editable(user))
    return found


def _titles(projects: Any) -> dict[int, str]:
    rows = projects.with_only_columns(Project.id, Project.title).order_by(None).order_by(Project.title).limit(MOST)
    return {row.id: row.title for row in db.session.execute(rows)}


entitlements.kind("reward", find=find_reward, choices=reward_choices, on_grant=nothing_more, on_revoke=nothing_more)
audiences.offer(
    "project",
    title="Backers",
    find=find_project,
    choices=project_choices,
    named=project_named,
    way_in=project_way_in,
    run_by=is_run_by,
)
audiences.offer(
    "reward",
    title="Reward holders",
    find=find_reward,
    choices=reward_choices,
    named=reward_named,
    way_in=lambda reward: project_way_in(reward.project),
    run_by=lambda reward, user: reward is not None and is_run_by(reward.project, user),
)
