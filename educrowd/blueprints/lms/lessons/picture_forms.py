"""What authors fill in about a picture on its way into a lesson."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from educrowd.core.forms import Form
from educrowd.core.stills import LARGEST

from ..limits import BODY
from ..models.pictures import LONGEST, sign, words


class PictureForm(Form):
    picture: Any = FileField("Picture", description="JPEG, PNG, WebP, AVIF or GIF, at most 10 MB.")
    shows: Any = StringField(
        "What it shows", [Optional(), Length(max=LONGEST)], description="For those who can’t see it."
    )
    cursor: Any = IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(0, BODY)])

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A picture needs words."""
        is_fine = super().validate(*args, **kwargs)
        if not self.picture.data:
            self.picture.errors = ["Choose a picture first."]
        elif not words(self.shows.data or ""):
            self.shows.errors = [*self.shows.errors, "Say what the picture shows."]
        return is_fine and not self.errors

    @property
    def bytes(self) -> bytes:
        return self.picture.data.stream.read(LARGEST + 1)

    def placed_in(self, text: str, digest: str) -> str:
        """The text with the picture as a paragraph where the cursor stood, or at the end."""
        place = len(text) if self.cursor.data is None else self.cursor.data
        before, after = text[:place].rstrip("\n"), text[place:].lstrip("\n")
        return "\n\n".join(part for part in (before, sign(digest, self.shows.data), after) if part)
