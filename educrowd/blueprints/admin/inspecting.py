"""What operators see of one site: how much it holds, who owns it, what happened; none of its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from educrowd.blueprints.auth import roles
from educrowd.blueprints.blog.models import Media, Post
from educrowd.blueprints.crowdfunding.models import Project
from educrowd.blueprints.lms.models import Course
from educrowd.blueprints.tenant.models import Plan, Tenant
from educrowd.core import tenancy
from educrowd.core.db import db

from .queries import audit_entries, members, members_count

RECENT = 10
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of one thing a site holds; `allowed` is its plan's limit, None where there is none."""

    label: str
    used: int
    allowed: int | None = None


def inspect(tenant: Tenant) -> dict[str, Any]:
    """All of it, read at the site itself."""
    plan = db.session.get(Plan, tenant.subscription_plan)
    with tenancy.bind(tenant.snapshot()):
        return {
            "plan": plan,
            "usage": usage(plan.limits if plan else {}),
            "owners": db.session.scalars(members(role=roles.OWNER)).all(),
            "recent": db.session.scalars(audit_entries().limit(RECENT)).all(),
        }


def usage(limits: dict[str, int]) -> list[Usage]:
    return [
        Usage("Members", members_count(), limits.get("members")),
        Usage("Courses", rows_of(Course), limits.get("courses")),
        Usage("Projects", rows_of(Project)),
        Usage("Posts", rows_of(Post)),
        Usage("Storage in MB", stored_bytes() // MEGABYTE, limits.get("storage_mb")),
    ]


def rows_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def stored_bytes() -> int:
    return int(db.session.scalar(select(func.sum(Media.size_bytes))) or 0)
