"""What the studio asks about a picture."""

from __future__ import annotations

from wtforms import BooleanField, StringField
from wtforms.validators import Length

from educrowd.core.forms import Form

from ..limits import ALT


class MediaForm(Form):
    """What it shows."""

    alt = StringField("What it shows", [Length(max=ALT)], description="For people who can’t see it.")
    decorative = BooleanField("It only decorates")


class DeletionForm(Form):
    """The wish to delete one that letters show."""

    even_from_letters = BooleanField("Delete it although letters show it")
