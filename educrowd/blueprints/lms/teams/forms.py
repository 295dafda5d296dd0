"""What the leads of a course choose for its team."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Email, Length

from educrowd.core.forms import Form

from .teaming import ROLE_WORDS

EMAIL = 254
CHOICES = [SelectChoice(role, words) for role, words in ROLE_WORDS.items()]


class InvitationForm(Form):
    email: Any = EmailField(
        "Email",
        [DataRequired(), Email("This is not an email address."), Length(max=EMAIL)],
        description="They get a letter with a link that is good for two weeks. They need no account yet.",
    )
    role: Any = RadioField("Role", [DataRequired("Choose a role.")], choices=CHOICES)


class RoleForm(Form):
    role: Any = SelectField("Role", choices=CHOICES)
