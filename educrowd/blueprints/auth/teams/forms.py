"""What those who lead a team choose for it."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, RadioField, SelectField
from wtforms.validators import DataRequired, Email, Length

from educrowd.core.forms import Form

EMAIL = 254


class RoleForm(Form):
    """A part of the work; `roles` are those of the team, with what each may."""

    role: Any = SelectField("Role")

    def __init__(self, roles: dict[str, str], *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.role.choices = roles


class InvitationForm(RoleForm):
    email = EmailField(
        "Email",
        [DataRequired(), Email("This is not an email address."), Length(max=EMAIL)],
        description="They get a letter with a link that is good for two weeks. They need no account yet.",
    )
    role: Any = RadioField("Role", [DataRequired("Choose a role.")])
