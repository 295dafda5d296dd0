"""What people fill in about certificates."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from educrowd.core.forms import Form

from ..limits import LONGEST_VALIDITY, REASON, STATEMENT, TITLE


class CertificateSchemeForm(Form):
    is_on: Any = BooleanField(
        "Award a certificate", description="To everybody who completes this course, from the moment they do."
    )
    statement: Any = StringField(
        "What it says", [DataRequired(), Length(max=STATEMENT)], description="Stands between the name and the course."
    )
    signatory: Any = StringField("Signed by", [Optional(), Length(max=TITLE)])
    signatory_role: Any = StringField("Their role", [Optional(), Length(max=TITLE)])
    minimum_grade: Any = IntegerField(
        "Lowest grade",
        [Optional(), NumberRange(1, 100)],
        description="Of the course, as the learner sees it. Empty: completing it is enough.",
    )
    valid_months: Any = IntegerField(
        "Valid for",
        [Optional(), NumberRange(1, LONGEST_VALIDITY)],
        description="Empty: it never expires.",
    )


class RevocationForm(Form):
    reason: Any = StringField(
        "Reason",
        [DataRequired(), Length(max=REASON)],
        description="The learner reads it; the public page does not say.",
    )


class CodeForm(Form):
    code: Any = StringField("Code", [DataRequired(), Length(max=60)], description="It stands beside the square code.")
