"""Projects come into being, are announced, and go live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from educrowd.core import entitlements, money
from educrowd.core.allowances import require_room
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.payments import connect_account
from educrowd.core.slugs import first_free, slugify

from ..collecting.closing import close_project
from ..memberships.terms import TERMS, check_terms, require_no_end
from ..models import Project, Reward
from ..models.errors import Frozen
from ..models.scheduled import check_schedule
from ..money.payable import require_payable
from ..rewards.filing import remove_all_files
from ..signals import project_launched
from .following import promise_reminders
from .scheduling import promise_moments

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User


def create_project(
    *, creator: User, title: str, goal_amount: int, currency: str, slug: str = "", **details: Any
) -> Project:
    """A draft; the site's payment account is opened meanwhile."""
    require_room("projects")
    money.find_currency(currency)
    money.whole(goal_amount, "goal_amount")
    _check_course(details.get("course_id"))
    check_terms(**details)
    if slug and _is_taken(slug):
        raise Frozen("Another project has this address.", field="slug")
    project = Project(
        creator_id=creator.id,
        title=title,
        slug=slug or first_free(slugify(title, otherwise="project"), _is_taken),
        goal_amount=goal_amount,
        currency=currency,
        **details,
    )
    db.session.add(project)
    db.session.flush()
    connect_account.later()
    audit("project.created", subject=project)
    return project


def require_own_course(course_id: int | None, maker: User) -> None:
    """Seats in a course are given away by those who may edit it, and by nobody else."""
    kind = entitlements.KINDS.get("course")
    if course_id is not None and (kind is None or course_id not in dict(kind.choices(maker))):
        raise Invalid("course_id", "Choose one of your courses.")


def change_project(project: Project, **values: Any) -> Project:
    """Edit it; the same checks as when it was made."""
    if values.get("course_id") != project.course_id:
        _check_course(values.get("course_id"))
    if values.get("slug", project.slug) != project.slug and _is_taken(values["slug"]):
        raise Frozen("Another project has this address.", field="slug")
    if "goal_amount" in values:
        money.whole(values["goal_amount"], "goal_amount")
    if values.get("currency", project.currency) != project.currency and project.rewards:
        raise Frozen("The rewards have prices in the present currency.", field="currency")
    check_terms(**{name: values.get(name, getattr(project, name)) for name in TERMS})
    if values.get("kind", project.kind) == "recurring" != project.kind:
        require_no_end(project)
    project.change(**values)
    audit("project.changed", subject=project, fields=sorted(values))
    return project


def delete_project(project: Project) -> None:
    """Throw a draft away."""
    if not project.is_draft:
        raise Frozen("Only a draft can be deleted.")
    audit("project.deleted", subject=project)
    for reward in project.rewards:
        remove_all_files(reward)
    db.session.delete(project)


def add_reward(project: Project, *, amount: int, **details: Any) -> Reward:
    """Another reward; allowed while the project is live, too."""
    if project.state not in ("draft", "live"):
        raise Frozen("This project has ended.")
    money.chargeable(amount, project.currency)
    check_schedule(details.get("opens_at"), details.get("closes_at"))
    reward = Reward(project_id=project.id, amount=amount, **details)
    db.session.add(reward)
    db.session.flush()
    db.session.expire(project, ["rewards"])
    promise_moments({reward.opens_at, reward.closes_at})
    return reward


def change_reward(reward: Reward, **values: Any) -> None:
    """Edit it; what backers count on stands after the launch."""
    before = {reward.opens_at, reward.closes_at}
    reward.change(**values)
    promise_moments({reward.opens_at, reward.closes_at} - before)


def remove_reward(reward: Reward) -> None:
    """Take one out of a draft, its files with it."""
    reward.require_untouched()
    remove_all_files(reward)
    db.session.delete(reward)


def renew_link(reward: Reward) -> None:
    """Make the link of a secret reward worthless, and a new one good."""
    if not reward.is_secret:
        raise Frozen("This reward is listed: it has no secret link.")
    reward.link_number += 1
    audit("reward.link_renewed", subject=reward)


def launch_project(project: Project) -> None:
    """Take it live, and see that it ends on time."""
    require_payable()
    project.launch()
    db.session.flush()
    if project.deadline:
        close_project.later(project.id, _at=project.deadline)
    promise_reminders(project)
    audit("project.launched", subject=project)
    project_launched.send(project_id=project.id)


def _check_course(course_id: int | None) -> None:
    kind = entitlements.KINDS.get("course")
    if course_id is not None and (kind is None or kind.find(course_id) is None):
        raise Invalid("course_id", "Choose one of this site's courses.")


def _is_taken(slug: str) -> bool:
    return db.session.scalar(select(Project.id).where(Project.slug == slug)) is not None
