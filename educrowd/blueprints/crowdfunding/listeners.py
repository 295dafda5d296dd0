"""What follows for projects when something has happened elsewhere."""

from __future__ import annotations

from typing import Any

from educrowd.blueprints.lms.signals import lessons_published
from educrowd.core.mail_events import letter_reported

from .models import BroadcastLetter, PledgeLetter
from .money.milestones import note_lessons
from .signals import stock_freed
from .waitlists.waiting import offer_freed


@lessons_published.connect
def keep_promises(_course: Any, *, course_id: int, count: int, **_: Any) -> None:
    note_lessons(course_id, count)


@stock_freed.connect
def keep_for_those_who_wait(_sender: Any, *, reward_id: int) -> None:
    offer_freed(reward_id)


@letter_reported.connect
def note_report(_sender: Any, *, message_id: str, event: str, reason: str) -> None:
    """A mail provider says what became of a letter to a backer."""
    BroadcastLetter.report(message_id, event, reason)
    PledgeLetter.report(message_id, event, reason)
