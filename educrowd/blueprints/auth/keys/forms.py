"""The form of an API key."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from wtforms import PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from educrowd.core.db import utcnow
from educrowd.core.forms import Form

from ..models.api_key import LONGEST_NAME
from ..passwords import LONGEST
from ..scopes import SCOPES

LIVES = [SelectChoice("30", "30 days"), SelectChoice("90", "90 days"), SelectChoice("365", "A year")]
WORDS = Markup('{} <code class="muted nowrap">{}</code>')


class KeyForm(Form):
    name = StringField(
        "Name", [DataRequired("What is it for?"), Length(max=LONGEST_NAME)], description="What program is it for?"
    )
    scopes = SelectMultipleField("What it may do", option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    days = SelectField("Good for", choices=LIVES, default="90")
    password = PasswordField(
        "Your password",
        [DataRequired("Your password once more, please."), Length(max=LONGEST)],
        description="A key outlives your log-in, so we ask once more.",
    )

    def __init__(self, offered: list[str], *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.scopes.choices = [SelectChoice(name, WORDS.format(SCOPES[name].words, name)) for name in offered]

    def validate_scopes(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise StopValidation("Choose at least one.")

    @property
    def values(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "scopes": self.scopes.data,
            "expires_at": self._end,
            "password": self.password.data,
        }

    @property
    def _end(self) -> datetime:
        return utcnow() + timedelta(days=int(self.days.data))
