"""What people fill in about dates: a course's, a lesson's, one learner's."""

from __future__ import annotations

from datetime import UTC
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from educrowd.core.fields import MomentField
from educrowd.core.forms import Form

from ..grading.forms import PointsField
from ..limits import NOTE
from ..models.lesson_rule import LONGEST

DAYS = [Optional(), NumberRange(0, LONGEST)]


class ClockField(MomentField):
    """A moment on the course's clock; the form knows it."""

    clock: ZoneInfo

    @property
    def moment(self) -> Any:
        return self.data and self.data.replace(tzinfo=self.clock).astimezone(UTC)

    def show(self, moment: Any) -> None:
        self.data = moment and moment.astimezone(self.clock).replace(tzinfo=None, microsecond=0)

    def pre_validate(self, form: Any) -> None:
        """Years that no calendar of ours reaches are refused here, not by the database."""
        if self.data and not 2000 <= self.data.year <= 2200:
            raise ValidationError("Choose a day between 2000 and 2200.")


class OnClock(Form):
    """A form whose moments are on one clock."""

    def __init__(self, clock: ZoneInfo, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field, ClockField):
                field.clock = clock

    def show(self, row: Any) -> None:
        """Fill in what is stored."""
        for field in self:
            stored = getattr(row, field.name)
            field.show(stored) if isinstance(field, ClockField) else field.process_data(stored)

    @property
    def facts(self) -> dict[str, Any]:
        return {field.name: field.moment if isinstance(field, ClockField) else field.data for field in self}


class PaceForm(Form):
    """How a course is walked through."""

    timezone: Any = SelectField("Time zone", description="Days of this course are counted in it.")
    in_order: Any = BooleanField(
        "One after another", description="A lesson opens when all required ones before are done."
    )
    needs_course_id: Any = SelectField("Complete first", coerce=int, description="A course that comes before this one.")

    def __init__(self, site_zone: str, courses: list[tuple[int, str]], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        zones = {zone: zone for zone in sorted(available_timezones())}
        self.timezone.choices = {"": f"The site's: {site_zone}"} | zones
        self.needs_course_id.choices = {0: "Nothing"} | dict(courses)

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "timezone": self.timezone.data or None,
            "in_order": self.in_order.data,
            "needs_course_id": self.needs_course_id.data or None,
        }


class RuleForm(OnClock):
    """When a lesson opens, is due and closes."""

    opens_at: Any = ClockField("Opens", [Optional()])
    opens_after_days: Any = IntegerField("Opens so many days after enrolling", DAYS)
    due_at: Any = ClockField("Due", [Optional()], description="What comes later is late.")
    due_after_days: Any = IntegerField("Due so many days after enrolling", DAYS)
    closes_at: Any = ClockField("Closes", [Optional()], description="Nothing is taken after that.")
    needs_uid: Any = SelectField("Before it", description="This lesson must be done first.")
    needs_percent: Any = PointsField("With at least so many percent", [Optional(), NumberRange(0, 100)])

    def __init__(self, clock: ZoneInfo, lessons: list[tuple[str, str]], *args: Any, **kwargs: Any):
        super().__init__(clock, *args, **kwargs)
        self.needs_uid.choices = {"": "Nothing"} | dict(lessons)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        for moment, days in ((self.opens_at, self.opens_after_days), (self.due_at, self.due_after_days)):
            if moment.data is not None and days.data is not None:
                days.errors = [*days.errors, "Say either a moment or a number of days."]
        return is_valid and not self.errors

    @property
    def facts(self) -> dict[str, Any]:
        needs = self.needs_uid.data or None
        return super().facts | {"needs_uid": needs, "needs_percent": self.needs_percent.data if needs else None}


class AdjustmentForm(OnClock):
    """What holds for one learner."""

    due_at: Any = ClockField("Due", [Optional()])
    closes_at: Any = ClockField("Closes", [Optional()])
    extra_minutes: Any = IntegerField("Minutes more", [Optional(), NumberRange(0, 100_000)], default=0)
    time_factor: Any = PointsField(
        "Time, multiplied",
        [Optional(), NumberRange(1, 10)],
        default=Decimal(1),
        description="1.5 is half as long again.",
    )
    extra_attempts: Any = IntegerField("Attempts more", [Optional(), NumberRange(0, 100)], default=0)
    opens: Any = BooleanField("Open now", description="Whatever locks it for everybody.")
    reason: Any = StringField("Reason", [DataRequired(), Length(max=NOTE)], description="Kept in the log.")

    @property
    def facts(self) -> dict[str, Any]:
        defaults = {"extra_minutes": 0, "time_factor": Decimal(1), "extra_attempts": 0}
        return {name: defaults.get(name) if value is None else value for name, value in super().facts.items()}


class PauseForm(Form):
    reason: Any = StringField("Reason", [DataRequired(), Length(max=NOTE)], description="Kept in the log.")


class ExpiryForm(OnClock):
    expires_at: Any = ClockField("Access until", [Optional()], description="Empty: without end.")
