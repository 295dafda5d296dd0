"""Places that a waitlist keeps for who pledges: by the link of the letter, or for who is signed in."""

from __future__ import annotations

from typing import Any

from ..models import Project, WaitlistEntry
from ..models.errors import PlaceLapsed
from ..waitlists.links import behind_link


def places_for(project: Project, user: Any, *, token: str = "") -> list[WaitlistEntry]:
    """What is kept of this project's rewards; PlaceLapsed where a link comes too late, or is none of this project."""
    if not token:
        return WaitlistEntry.kept_for(user, project.id)
    entry = behind_link(token)
    if entry is None or not entry.is_kept or entry.reward.project_id != project.id:
        raise PlaceLapsed
    return [entry]


def owner_of(places: list[WaitlistEntry], user: Any) -> Any:
    """Who pledges with them: whoever holds a place's link speaks for whom it was mailed to."""
    return places[0].user if places else user
