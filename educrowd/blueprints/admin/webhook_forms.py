"""The form of a webhook."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from wtforms import SelectMultipleField, StringField, URLField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Length, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from educrowd.core.forms import Form
from educrowd.core.public_hosts import LONGEST
from educrowd.core.webhooks import EVENTS

from .webhook_schemas import DESCRIPTION

WORDS = Markup('{} <code class="muted nowrap">{}</code>')


class WebhookForm(Form):
    url = URLField(
        "Address",
        [DataRequired("Where should the news go?"), Length(max=LONGEST)],
        description="Begins with https://. Your program answers there with 200 within ten seconds.",
        render_kw={"placeholder": "https://hooks.example.org/educrowd"},
    )
    description = StringField("What it is for", [Length(max=DESCRIPTION)])
    events = SelectMultipleField(
        "What it hears",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        known = sorted(EVENTS.values(), key=lambda event: event.name)
        self.events.choices = [SelectChoice(event.name, WORDS.format(event.words, event.name)) for event in known]

    def validate_events(self, field: SelectMultipleField) -> None:
        # Not a validator of its own: browsers would be told that each box must be ticked.
        if not field.data:
            raise StopValidation("Choose at least one.")

    @property
    def values(self) -> dict[str, Any]:
        return {"url": self.url.data, "description": self.description.data, "events": self.events.data}
