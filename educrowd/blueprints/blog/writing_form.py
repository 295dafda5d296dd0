"""What the studio asks of whoever writes a post or a page."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField
from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from educrowd.core import wall_time
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.forms import Form

from .limits import ALT, BODY, EXCERPT, TITLE
from .models import Autosave, Entry, Media

NEVER_SAVED = 2**62
MOST_OFFERED = 12
MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


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

    # What an autosave keeps.
    kept = ("title", "body_markdown", "excerpt")

    @classmethod
    def showing(cls, entry: Any) -> Self:
        """The form for a text as it was saved, in an editor of its own."""
        return cls._filled(entry, entry, version=entry.version, editor=secrets.token_hex(8))

    @classmethod
    def resuming(cls, entry: Any, kept: Autosave) -> Self:
        """The form with what was typed and not saved, in the editor that kept it."""
        return cls._filled(entry, kept, version=kept.base_version, editor=kept.editor)

    @classmethod
    def _filled(cls, entry: Any, text: Entry | Autosave, **place: Any) -> Self:
        return cls(formdata=None, data={**cls.shown(entry, text), **place})

    @classmethod
    def shown(cls, entry: Any, text: Any) -> dict[str, Any]:
        """What the fields show: of the text what is given, of all around it what the entry has."""
        zone = ZoneInfo(current.tenant.timezone)
        return {
            "title": text.title,
            "body_markdown": text.body_markdown,
            "excerpt": text.excerpt,
            "slug": entry.slug,
            "published_at": entry.published_at.astimezone(zone) if entry.is_scheduled and entry.published_at else None,
            "unpublish_at": entry.unpublish_at.astimezone(zone) if entry.unpublish_at else None,
        }

    def offer(self, post: Any) -> None:
        """Offer what may be chosen."""

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
        """Whether an autosave has room for this; a missing title may wait for the save."""
        return all(self[name].validate(self) for name in ("editor", "version", *self.kept) if name != "title")

    def keep(self, entry: Any) -> Autosave:
        """Keep all of it beside it, unsaved."""
        text = {name: self[name].data or "" for name in self.kept}
        return entry.keep_unsaved(self.editor.data or "", self.version.data or 0, **text)

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
