"""What happens to a project of the demonstration once the workers are up: its stage, then its people."""

from __future__ import annotations

from datetime import timedelta

from educrowd.blueprints.auth.models.user import User
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job
from educrowd.core.updates import desk

from ..launching.creating import launch_project
from ..launching.following import follow
from ..launching.reviewing import submit_project
from ..launching.suspending import suspend_project
from ..launching.telling import announce
from ..models import Project
from .after_the_end import go_on_after_the_end
from .backing import back
from .people import card_of
from .reading import Told, tell
from .sponsoring import bring_sponsors
from .writing import midnight

ENDS_SOON = timedelta(seconds=90)
AT_ONCE = 8


@job(queue="bulk")
def open_project(project_id: int, name: str, people: list[list[str]], *, owner_id: int) -> None:
    """Bring a project to its stage, and begin to let people come."""
    project, told = Project.locked(project_id), tell(name)
    if told.stage in ("review", "scheduled") and project.is_draft:
        _send_in(project, told, owner_id)
    if told.stage == "ended" and project.is_draft:
        project.deadline = utcnow() + ENDS_SOON
        launch_project(project)
        go_on_after_the_end.later(project.id, name, owner_id, _at=project.deadline)
    bring_sponsors(project, told)
    for person, address in people[: told.number("Followers")]:
        follow(project, User.guest(address, person), is_proven=True)
    # Now, not later: behind a long queue they would come too late.
    invite(project_id, name, people[: told.number("Backers")], 0)


@job(queue="bulk")
def invite(project_id: int, name: str, people: list[list[str]], begun: int) -> None:
    """Let the next people back a project; when all are there, its creator tells them how it goes."""
    project, told = Project.locked(project_id), tell(name)
    db.session.commit()
    end = len(people) if told.stage == "ended" else begun + AT_ONCE
    for number in range(begun, min(end, len(people))):
        came_at = utcnow() - timedelta(days=told.number("Since")) * (1 - number / len(people)) ** 1.5
        back(project, *people[number], card=card_of(number - len(people), told), came_at=came_at)
    if end < len(people):
        invite.later(project_id, name, people, end)
        return
    _tell_how_it_goes(project, told)
    if told.stage == "suspended" and not project.is_suspended:
        suspend_project(project, reason=told.facts["Reason"])


def _send_in(project: Project, told: Told, owner_id: int) -> None:
    """For a review as its creator would, for its launch as the staff would."""
    project.deadline = midnight(told.number("Days"))
    if told.stage == "scheduled":
        project.launch_at = midnight(told.number("Opens"))
        announce(project)
    db.session.flush()
    submit_project(project, by=project.creator if told.stage == "review" else db.session.get_one(User, owner_id))


def _tell_how_it_goes(project: Project, told: Told) -> None:
    known = {update.title for update in desk().about("project", project.id)}
    acting, current.user = current.user, project.creator
    for update in told.updates:
        if update["title"] not in known:
            desk().write("project", project.id, is_published=True, **update)
    current.user = acting
