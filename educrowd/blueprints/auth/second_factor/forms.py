"""Forms of the second step."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import Length

from educrowd.core.forms import Form

from .. import passwords
from ..forms import REQUIRED


class ConfirmForm(Form):
    """Whoever changes how one logs in shows the password first."""

    current_password = PasswordField("Your password", [REQUIRED, Length(max=passwords.LONGEST)])


class FirstCodeForm(Form):
    code = StringField("Six digits from your app", [REQUIRED, Length(max=20)])
    secret = HiddenField()


class CodeForm(Form):
    code = StringField(
        "Code", [REQUIRED, Length(max=40)], description="Six digits from your app, or one of your recovery codes."
    )
