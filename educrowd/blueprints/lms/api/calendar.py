"""One's own due dates, the feed of them, and reminders."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current

from ..dates.calendar_schemas import CalendarIn, CalendarOut, DueDateOut
from ..dates.due_dates import DueDate, upcoming
from ..dates.feeds import address_of
from ..models import CalendarSetting
from ..models.calendar_setting import REMIND_DAYS
from .blueprint import lms


@lms.route("/due-dates/")
class DueDates(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(DueDateOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> list[DueDate]:
        """What is overdue in one's courses and what opens, is due or closes in the next 90 days, the earliest first."""
        overdue, coming = upcoming(current.user.id)
        return [*overdue, *coming]


@lms.route("/calendar/")
class Calendar(MethodView):
    @lms.response(200, CalendarOut)
    @needs(SIGNED_IN)
    def get(self) -> dict[str, Any]:
        """Where the feed is and when one is reminded."""
        return _shown(CalendarSetting.of(current.user.id))

    @lms.arguments(CalendarIn)
    @lms.response(200, CalendarOut)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, int]) -> dict[str, Any]:
        """Choose how many days before a due date the letter comes."""
        setting = CalendarSetting.held(current.user.id)
        setting.remind_days = body["remind_days"]
        return _shown(setting)


@lms.route("/calendar/feed/")
class Feed(MethodView):
    @lms.response(201, CalendarOut)
    @needs(SIGNED_IN)
    def post(self) -> dict[str, Any]:
        """A new secret address of the feed; the one before is dead."""
        setting = CalendarSetting.held(current.user.id)
        setting.open_feed()
        return _shown(setting)

    @lms.response(204)
    @needs(SIGNED_IN)
    def delete(self) -> None:
        """No feed any more."""
        CalendarSetting.held(current.user.id).close_feed()


def _shown(setting: CalendarSetting | None) -> dict[str, Any]:
    return {"feed_url": address_of(setting), "remind_days": setting.remind_days if setting else REMIND_DAYS}
