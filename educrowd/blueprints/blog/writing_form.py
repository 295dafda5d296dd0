"""What the studio asks of whoever writes a post or a page."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from educrowd.core import wall_time
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.forms import Form

from .limits import ALT, BODY, EXCERPT, TITLE
from .models import Autosave, Media

NEVER_SAVED = 2**62
MOST_OFFERED = 12
MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
LONGEST_CHOICE = 100
# Fields of several values, which are kept as one: "3,7".
LISTS = frozenset({"co_authors"})


class WritingForm(Form):
    """The editor: a text, which version it stands on, and a picture on its way into it."""

    title = StringField("Title", [DataRequired("It needs a title."), Length(max=TITLE)])
    body_markdown = TextAreaField("Text", [Length(max=BODY)])
    excerpt = TextAreaField(
        "Summary",
        [Length(max=EXCERPT)],
        description="For lists, search engines and previews. Empty: the first sentences.",
    )
    slug = StringField("Address", [Length(max=80)], description="The last part of its address.")
    published_at = DateTimeLocalField("Publish on", [Optional()], format=MOMENT)
    unpublish_at = DateTimeLocalField(
        "Take it off again on",
        [Optional()],
        format=MOMENT,
        description="Then it is a draft again. Empty: it stays.",
    )
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, NEVER_SAVED)])
    editor = HiddenField(validators=[Regexp(r"[0-9a-f]{16}\Z")])
    cursor = IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(0, BODY)])
    image = FileField(
        "Picture", description="JPEG, PNG, WebP, AVIF or GIF, up to 10 MB. Where it was taken is removed."
    )
    alt = StringField("What it shows", [Length(max=ALT)], description="For people who can't see it.")
    decorative = BooleanField("It only decorates")

    # Words, which an autosave and the browser keep; and what an autosave keeps of what was chosen.
    kept = ("title", "body_markdown", "excerpt", "slug", "alt")
    chosen: tuple[str, ...] = ()

    @classmethod
    def showing(cls, entry: Any) -> Self:
        """The form for a text as it was saved, in an editor of its own."""
        return cls._filled(cls.saved(entry), version=entry.version, editor=secrets.token_hex(8))

    @classmethod
    def resuming(cls, entry: Any, kept: Autosave) -> Self:
        """The form with what was typed and not saved, in the editor that kept it."""
        typed = cls.saved(entry) | kept.typed
        form = cls._filled(typed, version=kept.base_version, editor=kept.editor)
        form.settle(entry)
        return form

    @classmethod
    def _filled(cls, fields: dict[str, str], **place: Any) -> Self:
        """As if it had been sent like this: what was typed is shown as it was, also where it can't be saved."""
        said: dict[str, Any] = {**fields, **{name: str(value) for name, value in place.items()}}
        lists = {name: said[name].split(",") if said[name] else [] for name in LISTS & said.keys()}
        return cls(formdata=MultiDict(said | lists))

    @classmethod
    def saved(cls, entry: Any) -> dict[str, str]:
        """What the fields say of an entry as it was saved."""
        return {
            "title": entry.title,
            "body_markdown": entry.body_markdown,
            "excerpt": entry.excerpt,
            "slug": entry.slug,
            "published_at": _clock(entry.published_at) if entry.is_scheduled else "",
            "unpublish_at": _clock(entry.unpublish_at),
        }

    def offer(self, post: Any) -> None:
        """Offer what may be chosen."""

    def settle(self, entry: Any) -> None:
        """Let go of choices that nobody has any more, or not whoever goes on: there it stays as it was saved."""

    @property
    def text(self) -> dict[str, Any]:
        """What `Writable.rewrite` takes."""
        return {
            "title": self.title.data,
            "slug": (self.slug.data or "").strip(),
            "body_markdown": self.body_markdown.data or "",
            "excerpt": self.excerpt.data or "",
        }

    @property
    def can_be_kept(self) -> bool:
        """Whether an autosave has room for this; what is wrong otherwise may wait for the save."""
        words = (name for name in self.kept if name not in ("title", "part"))
        return all(self[name].validate(self) for name in ("editor", "version", *words))

    @property
    def words(self) -> tuple[str, ...]:
        """The fields that whoever writes finds here and types into, for the browser to keep."""
        return self.kept

    def keep(self, entry: Any) -> Autosave:
        """Keep all of it beside it, unsaved."""
        said = self.said
        text = {name: said.pop(name, "") for name in ("title", "body_markdown", "excerpt", "tags")}
        return entry.keep_unsaved(self.editor.data or "", self.version.data or 0, around=said, **text)

    @property
    def said(self) -> dict[str, str]:
        """What was typed and chosen, by name; what was not asked for is not there."""
        return {name: _words(self[name]) for name in (*self.kept, *self.chosen) if self._asks(name)}

    def _asks(self, name: str) -> bool:
        return bool(self[name].raw_data)

    def differing(self, entry: Any) -> list[tuple[Any, str]]:
        """Fields beside title and text that say something else than the entry does, with what that is."""
        saved = type(self).showing(entry)
        saved.offer(entry)
        mine, theirs = self.said, saved.said
        apart = (name for name in mine if name not in ("title", "body_markdown", "alt"))
        return [(self[name], _in_words(saved[name])) for name in apart if mine[name].split() != theirs[name].split()]

    @property
    def can_be_shown(self) -> bool:
        """Whether a preview can be made of this; only a title may be missing yet."""
        is_untitled = not self.title.data
        return self.validate() or (is_untitled and set(self.errors) == {"title"})

    def moment_of(self, name: str, entry: Any) -> datetime | None:
        """A chosen moment in the site's time zone; one that was not touched stays the one it has."""
        shown, present = self[name].data, getattr(entry, name)
        if shown is None:
            return None
        zone = ZoneInfo(current.tenant.timezone)
        if present and present.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0) == shown:
            return present
        return wall_time.moment(shown, zone, field=name)

    @property
    def earlier_pictures(self) -> Sequence[Media]:
        """The newest of those that may be put into the text."""
        return db.session.scalars(Media.listed_for(current.user).limit(MOST_OFFERED)).all()

    def insert(self, markdown: str) -> None:
        """Put a paragraph where the cursor stood, or at the end."""
        text = self.body_markdown.data or ""
        place = len(text) if self.cursor.data is None else self.cursor.data
        before, after = text[:place].rstrip("\n"), text[place:].lstrip("\n")
        self.body_markdown.data = "\n\n".join(part for part in (before, markdown, after) if part)


def _clock(at: datetime | None) -> str:
    """The moment as clocks of the site show it."""
    return at.astimezone(ZoneInfo(current.tenant.timezone)).strftime(MOMENT[0]) if at else ""


def _words(field: Field) -> str:
    """What a field says, as one word or text."""
    if isinstance(field, SelectMultipleField):
        return ",".join(str(one) for one in sorted(field.data or ()))
    if isinstance(field, SelectField | IntegerField):
        return (field.raw_data or [""])[0][:LONGEST_CHOICE]
    return field.data or ""


def _in_words(field: Field) -> str:
    """What a field says to people: of choices, their names."""
    if isinstance(field, SelectField | SelectMultipleField):
        return ", ".join(str(choice.label.text) for choice in field if choice.checked)
    return _words(field)
