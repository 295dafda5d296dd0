"""One redirect, and lists of them."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from educrowd.core.forms import Form

from .addresses import LONGEST
from .lists import MOST_LINES

REQUIRED = DataRequired("Please fill this in.")


class RedirectForm(Form):
    path = StringField("Old address", [REQUIRED, Length(max=LONGEST)], description="Such as /2019/04/hello or /?p=12.")
    target = StringField(
        "Leads to",
        [REQUIRED, Length(max=LONGEST)],
        description="A path of this site, or the full address of another with https://.",
    )


class RedirectListForm(Form):
    redirects: Any = TextAreaField(
        "Paste a table",
        [Optional()],
        description=f"One redirect a line: the old address, a comma, the new one. At most {MOST_LINES:,} at once.",
    )
    file: Any = FileField("Or choose a CSV file", [Optional()])
