"""The secret address of a learner's calendar: who holds it reads the dates, nothing else."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from educrowd.core.current import current
from educrowd.core.db import utcnow

from ..models import CalendarSetting
from .due_dates import DueDate, upcoming
from .ical import feed


def address_of(setting: CalendarSetting | None) -> str:
    """Where the feed is; empty where there is none."""
    if setting is None or not setting.is_on:
        return ""
    return f"{current.tenant.origin}/calendar/{_signer().dumps([setting.user_id, setting.link_number])}.ics"


def setting_at(token: str) -> CalendarSetting | None:
    """Whose feed the address opens; None where it is not ours, or older than the newest."""
    try:
        user_id, number = _signer().loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    setting = CalendarSetting.of(user_id)
    return setting if setting and setting.is_on and setting.link_number == number else None


def as_ical(setting: CalendarSetting) -> str:
    """What is overdue and what comes, without what is done."""
    overdue, coming = upcoming(setting.user_id, days=365)
    dates = [date for date in [*overdue, *coming] if not date.is_done]
    host = current.tenant.origin.partition("://")[2].partition(":")[0]
    return feed(current.tenant.name, host, dates, {date.key: lesson_url(date) for date in dates}, utcnow())


def lesson_url(date: DueDate) -> str:
    return f"{current.tenant.origin}/learn/{date.course.slug}/{date.lesson.uid}"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"calendar-{current.tenant.id}")
