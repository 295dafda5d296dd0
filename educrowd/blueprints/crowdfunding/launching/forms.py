"""What staff and creators say on a project's way."""

from __future__ import annotations

from wtforms import BooleanField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from educrowd.core.forms import Form

from ..limits import WORDS


class ApprovalForm(Form):
    words = TextAreaField("A word to the creator", [Optional(), Length(max=WORDS)])


class ReturnForm(Form):
    words = TextAreaField(
        "What should change", [DataRequired(), Length(max=WORDS)], description="The creator reads this in a letter."
    )


class ReviewSettingForm(Form):
    review_projects = BooleanField("Projects wait for a review before they go live")


class SuspensionForm(Form):
    reason = TextAreaField(
        "Why", [DataRequired(), Length(max=WORDS)], description="The creator reads this in a letter."
    )


class ResumptionForm(Form):
    gives_time_back = BooleanField("Move the deadline by the time it was suspended", default=True)


class CancellationForm(Form):
    reason = TextAreaField(
        "Why", [DataRequired(), Length(max=WORDS)], description="Your backers read this in a letter."
    )
