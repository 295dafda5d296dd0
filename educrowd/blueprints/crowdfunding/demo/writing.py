"""A project of the files becomes one of the site: written, and given all that its lines name, in their order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import entitlements
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.formatting import zone

from ..launching.creating import add_reward, create_project
from ..launching.telling import add_question, add_stretch_goal
from ..models import Project, Reward
from ..money.milestones import add_milestone
from ..rewards.filing import add_file
from ..rewards.offering import add_tax_rate, add_variant, add_zone, country_codes, set_rates
from .leaflet import leaflet
from .reading import Told, minor


def write(told: Told, *, creator: Any, owner: Any) -> Project:
    """A draft with everything that the file says of it."""
    facts = told.facts
    project = create_project(
        creator=creator,
        title=facts["Title"],
        goal_amount=minor(facts["Goal"]),
        # The snapshot of a site that is being founded does not know its details yet.
        currency=db.session.get_one(Tenant, current.tenant.id).currency,
        summary=facts["Summary"],
        category=facts.get("Category", ""),
        story=told.story,
        risks=told.risks,
        kind=facts.get("Kind", "all_or_nothing"),
        course_id=_course_called(facts.get("Course", ""), owner),
    )
    for thing, parts in told.things:
        if thing in WRITERS:
            WRITERS[thing](project, *parts)
    return project


def midnight(days: int) -> datetime:
    """So many days from now, on the site's clock, as people choose it."""
    day = (utcnow() + timedelta(days=days)).astimezone(zone())
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def _reward(project: Project, price: str, quantity: str, title: str, description: str, months: str = "") -> None:
    add_reward(
        project,
        amount=minor(price),
        quantity=_count(quantity),
        title=title,
        description=description,
        gives_course="course" in title.lower() + description.lower(),
        delivery=(utcnow() + timedelta(days=30 * int(months))).date().replace(day=1) if months else None,
    )


def _add_on(project: Project, price: str, each: str, title: str, description: str) -> None:
    details = {"title": title, "description": description, "per_backer": int(each), "gives_course": False}
    add_reward(project, amount=minor(price), is_add_on=True, **details)


def _variant(project: Project, title: str, label: str, sku: str, quantity: str) -> None:
    add_variant(_reward_called(project, title), label=label, sku=sku, quantity=_count(quantity))


def _zone(project: Project, name: str, countries: str = "") -> None:
    add_zone(project, name=name, countries=country_codes(countries))


def _postage(project: Project, title: str, *amounts: str) -> None:
    rates = {zone.id: minor(amount) for zone, amount in zip(project.zones, amounts, strict=True) if amount != "-"}
    set_rates(_reward_called(project, title), dict(rates))


def _tax(project: Project, country: str, label: str, percent: str, way: str) -> None:
    add_tax_rate(project, country=country, label=label, basis_points=minor(percent), is_included=way == "included")


def _milestone(project: Project, percent: str, lessons: str, title: str) -> None:
    needed = _count(lessons) if project.course_id else None
    add_milestone(project, title=title, share_percent=int(percent), lessons_needed=needed)


def _stretch_goal(project: Project, amount: str, title: str) -> None:
    add_stretch_goal(project, amount=minor(amount), title=title)


def _question(project: Project, question: str, answer: str) -> None:
    add_question(project, question=question, answer=answer)


def _file(project: Project, title: str, name: str) -> None:
    add_file(_reward_called(project, title), name=name, data=leaflet(project))


def _count(text: str) -> int | None:
    return None if text == "-" else int(text)


def _reward_called(project: Project, title: str) -> Reward:
    return next(reward for reward in project.rewards if reward.title == title)


def _course_called(title: str, owner: Any) -> int | None:
    kind = entitlements.KINDS.get("course")
    found = [course_id for course_id, name in kind.choices(owner) if name == title] if kind and title else []
    return found[0] if found else None


WRITERS = {
    "Reward": _reward,
    "Add-on": _add_on,
    "Variant": _variant,
    "Zone": _zone,
    "Postage": _postage,
    "Tax": _tax,
    "Milestone": _milestone,
    "Stretch": _stretch_goal,
    "Question": _question,
    "File": _file,
}
