"""Which days of the books are shown."""

from __future__ import annotations

from datetime import date

from wtforms import DateField
from wtforms.validators import Optional

from educrowd.core.forms import Form


class PeriodForm(Form):
    since = DateField("From", [Optional()])
    until = DateField("Until", [Optional()])

    @property
    def period(self) -> dict[str, date | None]:
        """What `entries_of` takes."""
        return {"since": self.since.data, "until": self.until.data}
