"""What the studio asks about one block of the front page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from sqlalchemy import select
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.forms import Form

from ..limits import ALT
from ..models import Media, Tag
from ..models.media import OWN
from ..writing_form import MOST_OFFERED
from .blocks import ADDRESS, BUTTON, KINDS, MOST_SHOWN, NOTHING, TEXT, TITLE, WHO, showcases

MARKDOWN = "Markdown: **bold**, *italic*, # heading, - list, [words](address)."


class BlockForm(Form):
    """All fields that blocks have; `for_kind` leaves those of one kind."""

    title = StringField("Title", [Length(max=TITLE)])
    text = TextAreaField("Words", [Length(max=TEXT)], description=MARKDOWN)
    who = StringField("Who said it", [Length(max=WHO)])
    picture = HiddenField(validators=[Length(max=ADDRESS)])
    image = FileField("Picture", description="JPEG, PNG, WebP, AVIF or GIF, up to 10 MB.")
    chosen = RadioField("An earlier picture", coerce=int, validate_choice=False, validators=[Optional()])
    alt = StringField(
        "What the picture shows",
        [Length(max=ALT)],
        description="For people who can’t see it. Empty: what an earlier picture says of itself.",
    )
    label = StringField("Words on the button", [Length(max=BUTTON)])
    to = StringField("Where the button leads", [Length(max=ADDRESS)], description="/courses/, https://… or mailto:…")
    source = RadioField("Which ones")
    ids: Any = SelectMultipleField(
        "Chosen", coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    tag = SelectField("Tag", [Optional()])
    count = IntegerField("How many at most", [Optional(), NumberRange(1, MOST_SHOWN)], default=3)

    @classmethod
    def for_kind(cls, kind: str, block: dict[str, Any] | None = None) -> BlockForm:
        """The form of one kind, as it was sent, or filled from a block."""
        form = cls(formdata=None, data={**NOTHING, **block}) if block else cls()
        has = {*KINDS[kind].fields, *(("image", "chosen") if "picture" in KINDS[kind].fields else ())}
        for name in [name for name in form._fields if name not in has]:
            delattr(form, name)
        form._offer(kind)
        return form

    def _offer(self, kind: str) -> None:
        if "source" in self:
            showcase = showcases()[kind]
            self.source.choices = showcase.sources
            self.source.data = self.source.data or next(iter(showcase.sources))
        if "ids" in self:
            self.ids.choices = showcases()[kind].choices()
        if "tag" in self:
            tags = db.session.execute(select(Tag.slug, Tag.name).order_by(Tag.name).limit(500)).all()
            self.tag.choices = {"": "–"} | dict(tags)

    @property
    def said(self) -> dict[str, Any]:
        """What a block of this kind holds, with a new picture where one was sent."""
        said = {name: field.data for name, field in self._fields.items() if name not in ("image", "chosen")}
        if "image" in self and (picture := self._picture(said["alt"])):
            # Nobody has written these words for the one that is chosen now.
            if not self.image.data and said["alt"] == _says(said["picture"]):
                said["alt"] = ""
            said["picture"] = picture.url
        return said

    def _picture(self, alt: str) -> Media | None:
        """A new one, else an earlier one that was chosen; Invalid where that is gone."""
        if file := self.image.data:
            picture = Media.upload(file.stream, name=file.filename or "picture", alt=alt, decorative=False)
            db.session.flush()
            return picture
        if not self.chosen.data:
            return None
        chosen = offered(self.chosen.data) if 0 < self.chosen.data < 2**62 else None
        if chosen is None:
            raise Invalid("chosen", "This picture is not there any more. Choose another one.")
        return chosen

    @property
    def earlier_pictures(self) -> Sequence[Media]:
        """What may be chosen: the newest, and above them the one that was chosen by a search."""
        newest = earlier_pictures()
        picked = self.chosen.data if "chosen" in self else None
        if not picked or picked in [picture.id for picture in newest] or not 0 < picked < 2**62:
            return newest
        return [*filter(None, [offered(picked)]), *newest]


def earlier_pictures(words: str = "") -> Sequence[Media]:
    """The newest pictures with these words, of those that whoever asks may use."""
    listed = Media.listed_for(current.user)
    listed = listed.where(Media.has_words(words)).limit(2 * MOST_OFFERED) if words else listed.limit(MOST_OFFERED)
    return db.session.scalars(listed).all()


def _says(address: str) -> str | None:
    """What a picture of the site says of itself."""
    own = OWN.fullmatch(address)
    return db.session.scalar(select(Media.alt).where(Media.public_id == own[1])) if own else None


def offered(id: int) -> Media | None:
    return db.session.scalar(Media.listed_for(current.user).where(Media.id == id))
