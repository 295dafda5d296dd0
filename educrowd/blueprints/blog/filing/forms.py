"""What the studio asks about tags and series."""

from __future__ import annotations

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from educrowd.core.forms import Form

from ..limits import DESCRIPTION, TAG, TITLE

REQUIRED = DataRequired("Please fill this in.")
WORDS = "Stands above its posts, and in search engines. Plain words, one paragraph."


class TagForm(Form):
    name = StringField("Name", [REQUIRED, Length(max=TAG)], description="Its address follows; the former one leads on.")
    description = TextAreaField("What it is about", [Length(max=DESCRIPTION)], description=WORDS)


class MergeForm(Form):
    into = StringField("Tag that they get instead", [REQUIRED, Length(max=TAG)])


class SeriesForm(Form):
    title = StringField(
        "Title", [REQUIRED, Length(max=TITLE)], description="Its address follows; the former one leads on."
    )
    description = TextAreaField("What it is about", [Length(max=DESCRIPTION)], description=WORDS)
