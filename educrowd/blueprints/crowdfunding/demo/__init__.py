"""Projects for the demonstration sites at every stage, moved by the same verbs that people use."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from educrowd.core import registry
from educrowd.core.db import utcnow
from educrowd.core.registry import DemoSite

from ..launching.creating import launch_project
from . import first  # noqa: F401 -- it fills the slot samples
from .opening import open_project
from .people import GUESTS, address_of
from .reading import Told, names_for, tell
from .writing import midnight, write


@registry.demo.offer(order=40)
def fill(site: DemoSite) -> None:
    """This site's projects: what shall be live is so at once, the rest needs the payment provider and comes by jobs."""
    for name in names_for(site.slug):
        told = tell(name)
        project = write(told, creator=site.creator, owner=site.owner)
        if told.is_opened_at_once:
            project.deadline = None if project.is_monthly else midnight(told.number("Days"))
            launch_project(project)
            project.launched_at = utcnow() - timedelta(days=told.number("Since"))
        open_project.later(project.id, name, _people(site, told, project.slug), owner_id=site.owner.id)


def _people(site: DemoSite, told: Told, slug: str) -> list[list[str]]:
    """Names and addresses of those who will come: the first member always does, so that student@ has pledges."""
    guests = [[name, address_of(name, site.slug)] for name in GUESTS]
    student, *others = [[member.name, member.email] for member in site.members]
    count = max(told.number("Backers"), told.number("Followers"))
    return [student, *Random(slug).sample(others + guests, count - 1)] if count else []
