"""What makers fill in about a cohort."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from educrowd.core.forms import Form

from ..dates.forms import ClockField, OnClock
from ..limits import TITLE
from ..models import Cohort, Course


class CohortForm(OnClock):
    name: Any = StringField("Name", [DataRequired("Give it a name."), Length(max=TITLE)])
    starts_at: Any = ClockField(
        "Starts", [Optional()], description="No lesson opens before; “so many days after enrolling” counts from it."
    )
    ends_at: Any = ClockField("Ends", [Optional()], description="Its members have access until then.")
    seats: Any = IntegerField(
        "Seats", [Optional(), NumberRange(1, 100_000)], description="For those who join by the link."
    )


class CohortChoiceForm(Form):
    cohort_id: Any = SelectField("Cohort", coerce=int)

    def __init__(self, course: Course, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.cohort_id.choices = {0: "None"} | dict(Cohort.choices(course))
