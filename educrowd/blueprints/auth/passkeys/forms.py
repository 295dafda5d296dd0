"""Forms of passkeys."""

from __future__ import annotations

from wtforms import HiddenField, StringField
from wtforms.validators import Length

from educrowd.core.forms import Form

from ..forms import REQUIRED
from ..second_factor.forms import ConfirmForm

LONGEST_ANSWER = 20_000


class NewPasskeyForm(ConfirmForm):
    name = StringField("Name", [Length(max=60)], description="The device, for example: my phone.")


class CredentialForm(Form):
    credential = HiddenField(
        "Passkey", [REQUIRED, Length(max=LONGEST_ANSWER)], filters=[lambda answer: (answer or "").strip()]
    )
    name = HiddenField("Name", [Length(max=60)])


class NameForm(Form):
    name = StringField("Name", [REQUIRED, Length(max=60)])
