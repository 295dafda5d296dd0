"""Which months of fees are shown."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import Optional

from educrowd.core.forms import Form


class FeesForm(Form):
    """A year among those with charges."""

    year = SelectField("Year", [Optional()], coerce=int)

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.year.choices = [SelectChoice(0, "All years"), *(SelectChoice(year, str(year)) for year in years)]
