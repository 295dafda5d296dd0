"""What people fill in about money that goes back."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from educrowd.core.forms import Form
from educrowd.core.payments.evidence import LARGEST, LONGEST

from ..forms import AmountField, PricedForm
from ..limits import NOTE

REASONS = {
    "requested": "The person asked for it",
    "duplicate": "It was paid twice",
    "fraudulent": "The card was stolen",
    "cancelled": "What was promised will not come",
    "other": "Something else",
}


class RefundForm(PricedForm):
    amount = AmountField("Amount", [DataRequired()])
    reason = RadioField("Reason", choices=REASONS, default="requested")
    note = TextAreaField("Note", [Optional(), Length(max=NOTE)], description="For the staff; backers do not see it.")


class ConfirmedRefundForm(RefundForm):
    """The same, seen and confirmed; `token` makes the second click do nothing."""

    token = HiddenField(validators=[DataRequired(), Length(max=100)])


class AskForm(PricedForm):
    reason = TextAreaField("Why do you want your money back?", [DataRequired(), Length(min=3, max=NOTE)])


class AnswerForm(PricedForm):
    answer = TextAreaField("Your answer", [Optional(), Length(max=NOTE)], description="The backer reads it.")
    amount = AmountField("Give back", [DataRequired()])


class DeclineForm(PricedForm):
    refusal = TextAreaField("Why not", [DataRequired(), Length(max=NOTE)], description="The backer reads it.")


class EvidenceForm(Form):
    words = TextAreaField(
        "What the bank should know",
        [DataRequired(), Length(max=LONGEST)],
        description="What was promised, what was delivered and when, and what the cardholder wrote to you.",
    )
    file = FileField("File", description="A receipt, a letter, a tracking page: PDF, JPEG or PNG, at most 5 MB.")

    @property
    def sent_file(self) -> dict[str, Any]:
        """Name and bytes of the file, as `write_evidence` takes them; one byte too many says that it is too large."""
        upload = self.file.data
        if not isinstance(upload, FileStorage) or not upload.filename:
            return {}
        return {"file_name": upload.filename, "file_data": upload.stream.read(LARGEST + 1)}
