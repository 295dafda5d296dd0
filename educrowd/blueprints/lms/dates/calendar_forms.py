"""What learners choose about their calendar."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField

from educrowd.core.forms import Form

CHOICES: dict[Any, str] = {1: "A day before", 2: "Two days before", 3: "Three days before", 7: "A week before"}


class RemindersForm(Form):
    remind_days: Any = SelectField("Remind me by mail", coerce=int, choices=CHOICES)
