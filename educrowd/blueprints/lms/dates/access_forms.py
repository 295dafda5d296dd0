"""How long learners have access."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, IntegerField
from wtforms.validators import NumberRange, Optional

from ..limits import LONGEST_ACCESS
from .forms import ClockField, OnClock


class AccessForm(OnClock):
    access_days: Any = IntegerField(
        "For how many days", [Optional(), NumberRange(1, LONGEST_ACCESS)], description="Counted from enrolling."
    )
    access_until: Any = ClockField("Until", [Optional()], description="For everybody, whenever they enrolled.")
    renewable: Any = BooleanField(
        "Learners may begin anew", description="In a free course, by themselves, when their days are over."
    )
    also_enrolled: Any = BooleanField("Also for those who are enrolled now", description="Ends set for one go.")
