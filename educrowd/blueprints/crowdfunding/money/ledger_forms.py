"""Which entries of the books are shown."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import Optional, Regexp

from educrowd.core.forms import Form

KINDS = [
    SelectChoice("", "Everything"),
    SelectChoice("charge", "Charges"),
    SelectChoice("refund", "Refunds"),
    SelectChoice("fee_refund", "Returned fees"),
    SelectChoice("dispute", "Disputes"),
]


class EntriesForm(Form):
    """`of` names the account of the project, or of the courses, that an entry's payment was for."""

    since = DateField("From", [Optional()])
    until = DateField("Until", [Optional()])
    kind = SelectField("What", [Optional()], choices=KINDS)
    of = HiddenField(validators=[Optional(), Regexp(r"^[a-z_]{1,40}(:[0-9]{1,18})?\Z")])

    @property
    def filters(self) -> dict[str, Any]:
        """What `entries_of` takes."""
        return {
            "since": self.since.data,
            "until": self.until.data,
            "kind": self.kind.data or "",
            "of": self.of.data or "",
        }
