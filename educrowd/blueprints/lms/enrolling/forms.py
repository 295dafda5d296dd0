"""A list of people to enroll."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import Optional

from educrowd.core.forms import Form

from .from_lists import MOST_LINES


class ListForm(Form):
    people: Any = TextAreaField(
        "Type or paste them",
        [Optional()],
        description="One a line: an address, or an address, a comma and a name. Tables with the headings email, "
        f"name, or first name and last name are understood. At most {MOST_LINES} people at once.",
    )
    file: Any = FileField("Or choose a CSV file", [Optional()])
