"""Projects for the demonstration sites, backed by the same verbs that people use, once the workers are up."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from educrowd.blueprints.auth.models.user import User
from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import entitlements, registry
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.formatting import zone
from educrowd.core.jobs import job
from educrowd.core.registry import DemoSite
from educrowd.core.updates import desk

from ..creating import add_reward, create_project, launch_project
from ..models import Project, Reward
from ..models.errors import AlreadyBacking, ProjectClosed, SoldOut
from ..pledging import pledge_with_card
from ..telling import add_question, add_stretch_goal
from ..wishes import Wish
from . import first  # noqa: F401 -- it fills the slot samples
from .people import GUESTS
from .reading import Told, tell

ENDS_SOON = timedelta(minutes=2)
AT_ONCE = 8
PROJECTS = Path(__file__).parent / "projects"


@registry.demo.offer(order=40)
def fill(site: DemoSite) -> None:
    """This site's projects: live at once, then backed by jobs, as cards need the payment provider."""
    for path in sorted((PROJECTS / site.slug).glob("*.md")):
        told = tell(path)
        project = _write(told, creator=site.creator, owner=site.owner)
        if told.stage == "live":
            project.deadline = _deadline(told.days)
            launch_project(project)
        names = [*(member.name for member in site.members), *GUESTS]
        backers = Random(project.slug).sample(names, told.backers)
        at_once = AT_ONCE if told.stage == "live" else told.backers
        invite.later(project.id, backers, at_once, updates=list(told.updates))


@job(queue="bulk")
def invite(project_id: int, names: list[str], at_once: int, updates: list[dict[str, str]]) -> None:
    """Let some people back a project, and promise the others' turn; one that shall end soon is launched now.

    When everybody is there, its creator tells them how it goes.
    """
    project = Project.locked(project_id)
    if project.is_draft:
        project.deadline = utcnow() + ENDS_SOON
        launch_project(project)
    db.session.commit()
    dice, now, others = Random(names[0]), names[:at_once], names[at_once:]
    for name in now:
        # Where cards get charged, the last one's is declined: that happens, and the pages show it.
        is_declined = name == names[-1] and project.time_left < ENDS_SOON
        _back(project, name, dice, card="chargeCustomerFail" if is_declined else "visa")
    if others:
        invite.later(project_id, others, at_once, updates)
    else:
        _tell(project, updates)


def _tell(project: Project, told: list[dict[str, str]]) -> None:
    known = {update.title for update in desk().about("project", project.id)}
    acting, current.user = current.user, project.creator
    for update in told:
        if update["title"] not in known:
            desk().write("project", project.id, is_published=True, **update)
    current.user = acting


def _deadline(days: int) -> datetime:
    """Midnight on the site's clock, as people choose it."""
    day = (utcnow() + timedelta(days=days)).astimezone(zone())
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def _write(told: Told, *, creator: Any, owner: Any) -> Project:
    project = create_project(
        creator=creator,
        title=told.title,
        goal_amount=told.goal_amount,
        # The snapshot of a site that is being founded does not know its details yet.
        currency=db.session.get_one(Tenant, current.tenant.id).currency,
        summary=told.summary,
        category=told.category,
        story=told.story,
        risks=told.risks,
        kind=told.kind,
        course_id=_course_called(told.course, owner),
    )
    for reward in told.rewards:
        add_reward(project, **reward)
    for goal in told.stretch_goals:
        add_stretch_goal(project, **goal)
    for question in told.questions:
        add_question(project, **question)
    return project


def _back(project: Project, name: str, dice: Random, *, card: str) -> None:
    # The same name for the same pledge: a job that runs again finds it made.
    token = f"{project.slug[:20]}-{name.replace(' ', '').lower()}"
    reward = dice.choice(project.rewards) if dice.random() < 0.9 else None
    wish = Wish(_amount(reward, dice), token, reward, is_anonymous=dice.random() < 0.12)
    try:
        pledge_with_card(project, User.guest(_address(name), name), wish, payment_method=f"pm_card_{card}")
        db.session.commit()
    except (SoldOut, AlreadyBacking, ProjectClosed):
        db.session.rollback()


def _amount(reward: Reward | None, dice: Random) -> int:
    if reward is None:
        return dice.choice([5_00, 10_00, 20_00])
    return reward.amount + dice.choice([0, 0, 0, 0, 5_00, 10_00])


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{current.tenant.slug}.example"


def _course_called(title: str, owner: Any) -> int | None:
    kind = entitlements.KINDS.get("course")
    found = [course_id for course_id, name in kind.choices(owner) if name == title] if kind and title else []
    return found[0] if found else None
