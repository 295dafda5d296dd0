"""A learner's calendar: what is due in all courses, and the feed of it for calendars elsewhere."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, url_for

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.pages import flash_ok, go, invalid, render

from ..dates.calendar_forms import RemindersForm
from ..dates.due_dates import upcoming
from ..dates.feeds import address_of, as_ical, setting_at
from ..models import CalendarSetting
from ..models.calendar_setting import REMIND_DAYS
from .blueprint import bp

PAGE = "lms/calendar/show.html"


@bp.get("/account/calendar")
@needs(SIGNED_IN)
def calendar():
    setting = CalendarSetting.of(current.user.id)
    form = RemindersForm(formdata=None, data={"remind_days": setting.remind_days if setting else REMIND_DAYS})
    return render(PAGE, form=form, **_shown(setting))


@bp.post("/account/calendar/reminders")
@needs(SIGNED_IN)
def choose_reminders():
    form = RemindersForm()
    if not form.validate():
        return invalid(PAGE, form, **_shown(CalendarSetting.of(current.user.id)))
    CalendarSetting.held(current.user.id).remind_days = form.remind_days.data
    flash_ok("Saved.")
    return go(url_for("lms.calendar"))


@bp.post("/account/calendar/feed")
@needs(SIGNED_IN)
def open_feed():
    setting = CalendarSetting.held(current.user.id)
    was_on = setting.is_on
    setting.open_feed()
    flash_ok("The address is new; the old one is dead." if was_on else "Your calendar has an address now.")
    return go(url_for("lms.calendar", _anchor="feed"))


@bp.post("/account/calendar/feed/closure")
@needs(SIGNED_IN)
def close_feed():
    CalendarSetting.held(current.user.id).close_feed()
    flash_ok("The address is dead.")
    return go(url_for("lms.calendar", _anchor="feed"))


@bp.get("/calendar/<token>.ics")
@needs(PUBLIC)
def calendar_feed(token: str):
    setting = setting_at(token) or abort(404)
    headers = {"Cache-Control": "private, no-store", "Content-Disposition": "inline; filename=due-dates.ics"}
    return Response(as_ical(setting), mimetype="text/calendar", headers=headers)


def _shown(setting: CalendarSetting | None) -> dict[str, Any]:
    overdue, coming = upcoming(current.user.id)
    return {"overdue": overdue, "coming": coming, "feed_url": address_of(setting)}
