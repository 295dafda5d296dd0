"""How a site looks, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, ColorField, EmailField, SelectField, StringField, TextAreaField, URLField
from wtforms.validators import URL, Email, Length, Optional, Regexp

from educrowd.core.forms import Form
from educrowd.core.themes import CORNERS, LAYOUTS, SCHEMES, TYPEFACES

from . import regions
from .forms import REQUIRED


def labelled(choices: Mapping[str, Any]) -> dict[str, str]:
    """Choices of a look with their words."""
    return {value: getattr(choice, "label", choice) for value, choice in choices.items()}


class BrandForm(Form):
    name = StringField("Name", [REQUIRED, Length(max=120)])
    description = TextAreaField(
        "Description",
        [Length(max=2000)],
        description="A sentence or two, for the front page and search engines.",
    )
    is_listed = BooleanField(
        "List this site on the platform’s page “Explore”",
        description="Everybody finds it there: name, description, your newest course and project.",
    )
    accent = ColorField(
        "Accent",
        [Regexp(r"#[0-9a-fA-F]{6}\Z", message="Write a color as # and six digits, such as #b4552d.")],
        filters=[lambda color: color and color.lower()],
        description="Where words would be hard to read on it, it is shown a little lighter or darker.",
    )
    typeface = SelectField("Typefaces", choices=labelled(TYPEFACES))
    corners = SelectField("Corners", choices=labelled(CORNERS))
    layout = SelectField("Layout", choices=labelled(LAYOUTS), description="Of the front page and the blog.")
    scheme = SelectField(
        "Light or dark", choices=labelled(SCHEMES), description="Whoever chooses below a page reads it as they chose."
    )
    email = EmailField("Contact email", [Optional(), Email("This is not an email address."), Length(max=254)])
    website = URLField("Website", [Optional(), URL(message="Begin with https://, please."), Length(max=500)])
    timezone = SelectField("Time zone", description="Deadlines and dates are shown in it.")
    language = SelectField("Language and region", description="How dates, numbers and amounts are written.")
    currency = SelectField("Currency", description="For what is made from now on; running projects keep theirs.")

    def __init__(self, *args: Any, obj: Any, **options: Any):
        super().__init__(*args, obj=obj, **options)
        self.timezone.choices = regions.timezones(obj.timezone)
        self.language.choices = regions.languages(obj.language)
        self.currency.choices = regions.currencies(obj.currency)
