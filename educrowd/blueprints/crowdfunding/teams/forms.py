"""What those who decide about a project choose for its team."""

from __future__ import annotations

from wtforms import BooleanField, EmailField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Email, Length

from educrowd.core.forms import Form

from ..limits import EMAIL
from .teaming import ROLE_WORDS

CHOICES = [SelectChoice(role, words) for role, words in ROLE_WORDS.items()]


class InvitationForm(Form):
    email = EmailField(
        "Email",
        [DataRequired(), Email("This is not an email address."), Length(max=EMAIL)],
        description="They get a letter with a link that is good for two weeks.",
    )
    role = RadioField("May look after", [DataRequired("Choose a role.")], choices=CHOICES)


class TeamRoleForm(Form):
    role = SelectField("Role", choices=CHOICES)


class ShownTeamForm(Form):
    shows_team = BooleanField("Show the team on the project’s page")
