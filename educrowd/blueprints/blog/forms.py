"""What the studio asks authors."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from educrowd.blueprints.auth.models import User
from educrowd.core import wall_time
from educrowd.core.audiences import EVERYONE, OPEN, choices
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.forms import Form

from .authoring import writers
from .limits import ALT, BIO, BODY, EXCERPT, NAME, PART, TITLE
from .models import Autosave, Newsletter, Post
from .models.tag import split_tags
from .newsletter.addressing import offered

NEVER_SAVED = 2**62
COMMENTS = {"off": "Closed", "members": "From members", "anyone": "From anyone"}


class TitleForm(Form):
    """The first thing a new post has."""

    title = StringField("Title", [DataRequired("Give it a title; you can change it later."), Length(max=TITLE)])
    about = HiddenField()

    @property
    def subject(self) -> tuple[str, int] | None:
        """What it is about, as ("project", 7)."""
        kind, _, subject_id = (self.about.data or "").partition(":")
        return (kind, int(subject_id)) if kind else None


class PostForm(Form):
    """The editor: a post's text and everything around it."""

    title = StringField("Title", [DataRequired("A post needs a title."), Length(max=TITLE)])
    body_markdown = TextAreaField("Text", [Length(max=BODY)])
    tags = StringField("Tags", [Length(max=500)], description="Separated by commas: ink, paper, letterpress")
    excerpt = TextAreaField(
        "Summary",
        [Length(max=EXCERPT)],
        description="For lists, search engines and previews. Empty: the first sentences.",
    )
    slug = StringField("Address", [Length(max=80)], description="The last part of the post's address.")
    published_at = DateTimeLocalField("Publish on", [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    unpublish_at = DateTimeLocalField(
        "Take it off again on",
        [Optional()],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        description="Then it is a draft again. Empty: it stays.",
    )
    # Left out it stays as it is: nothing that was for some alone is opened by a save that does not say so.
    audience = SelectField(
        "Who may read it", [Optional()], description="All others see the title, the summary and how to get there."
    )
    newsletter = SelectField("Mail it to", [Optional()], description="When it appears, once to each address.")
    comment_policy = SelectField("Comments", [Optional()], choices=[("site", "As the site has it"), *COMMENTS.items()])
    series = StringField("Series", [Length(max=TITLE)], description="Posts that belong together have the same.")
    part = IntegerField("Part", [Optional(), NumberRange(1, PART)], description="Empty: the last one.")
    co_authors = SelectMultipleField(
        "Written with", coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    # Whether the boxes were there to be ticked: where none is, nothing is sent.
    names_authors = HiddenField(default="yes")
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, NEVER_SAVED)])
    editor = HiddenField(validators=[Regexp(r"[0-9a-f]{16}\Z")])
    cursor = IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(0, BODY)])
    image = FileField(
        "Picture", description="JPEG, PNG, WebP, AVIF or GIF, up to 10 MB. Where it was taken is removed."
    )
    alt = StringField("What it shows", [Length(max=ALT)], description="For people who can't see it.")
    decorative = BooleanField("It only decorates")

    @classmethod
    def showing(cls, post: Post) -> PostForm:
        """The form for a post as it was saved, in an editor of its own."""
        return cls(formdata=None, obj=_Shown(post, post, _tag_names(post), post.version, secrets.token_hex(8)))

    @classmethod
    def resuming(cls, post: Post, kept: Autosave) -> PostForm:
        """The form with what was typed and not saved, in the editor that kept it."""
        return cls(formdata=None, obj=_Shown(post, kept, kept.tags, kept.base_version, kept.editor))

    def offer(self, post: Post) -> None:
        """Offer what may be chosen: readers, and people to write it with."""
        self.offer_audiences(post)
        self.newsletter.choices = {"": [("", "Nobody")], **offered(post, current.user)}
        able = db.session.scalars(User.able_to("posts.write").where(User.id != post.author_id).order_by(User.id))
        self.co_authors.choices = [(person.id, person.name) for person in able]

    def offer_audiences(self, post: Post) -> None:
        """Let the person acting choose among those they may write for, and the one that the post has."""
        offered: dict[str, list[tuple[str, str]]] = {OPEN: [(EVERYONE, OPEN)], **choices(current.user)}
        present = post.readership
        if present and str(present) not in {written for listed in offered.values() for written, _ in listed}:
            offered.setdefault(present.title, []).append((str(present), present.name))
        self.audience.choices = offered

    @property
    def text(self) -> dict[str, Any]:
        """What `Post.rewrite` takes."""
        return {
            "title": self.title.data,
            "slug": (self.slug.data or "").strip(),
            "body_markdown": self.body_markdown.data or "",
            "excerpt": self.excerpt.data or "",
            "tags": split_tags(self.tags.data or ""),
            "audience": self.audience.data,
            "comment_policy": self.comment_policy.data,
            "series": None if self.series.raw_data is None else self.series.data or "",
            "part": self.part.data,
            "co_authors": writers(self.co_authors.data or ()) if self.names_authors.data else None,
        }

    @property
    def can_be_kept(self) -> bool:
        """Whether an autosave has room for this; a missing title may wait for the save."""
        return all(self[name].validate(self) for name in ("editor", "version", "body_markdown", "excerpt", "tags"))

    def keep(self, post: Post) -> Autosave:
        """Keep all of it beside the post, unsaved."""
        text = {name: self[name].data or "" for name in ("title", "body_markdown", "excerpt", "tags")}
        return post.keep_unsaved(self.editor.data or "", self.version.data or 0, **text)

    def moment_of(self, name: str, post: Post) -> datetime | None:
        """A chosen moment in the site's time zone; one that was not touched stays the one the post has."""
        shown, present = self[name].data, getattr(post, name)
        if shown is None:
            return None
        zone = ZoneInfo(current.tenant.timezone)
        if present and present.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0) == shown:
            return present
        return wall_time.moment(shown, zone, field=name)

    def insert(self, markdown: str) -> None:
        """Put a paragraph where the cursor stood, or at the end."""
        text = self.body_markdown.data or ""
        place = len(text) if self.cursor.data is None else self.cursor.data
        before, after = text[:place].rstrip("\n"), text[place:].lstrip("\n")
        self.body_markdown.data = "\n\n".join(part for part in (before, markdown, after) if part)


class AuthorForm(Form):
    """A person as readers of the blog know them."""

    name = StringField("Name", [DataRequired("Your readers want to know your name."), Length(max=NAME)])
    bio = TextAreaField("About you", [Length(max=BIO)], description="A few words for your author page. Plain text.")


class DraftLinkForm(Form):
    """How long a link shows a draft."""

    days = RadioField(
        "It works for",
        [DataRequired("Choose how long.")],
        choices=[SelectChoice(days, words) for days, words in (("1", "one day"), ("7", "a week"), ("30", "30 days"))],
        default="7",
    )


class _Shown:
    """What the fields show, put together from a post and its text."""

    def __init__(self, post: Post, text: Post | Autosave, tags: str, version: int, editor: str):
        self.title, self.body_markdown, self.excerpt = text.title, text.body_markdown, text.excerpt
        self.series, self.part = post.series and post.series.title, post.series_part
        self.co_authors, self.names_authors = [author.user_id for author in post.authors], "yes"
        self.audience, self.comment_policy = post.addressed_to, post.comment_policy
        wish = Newsletter.of(post)
        self.newsletter = wish.audience if wish else ""
        self.slug, self.tags, self.version, self.editor = post.slug, tags, version, editor
        zone = ZoneInfo(current.tenant.timezone)
        self.published_at = post.published_at.astimezone(zone) if post.is_scheduled and post.published_at else None
        self.unpublish_at = post.unpublish_at.astimezone(zone) if post.unpublish_at else None


def _tag_names(post: Post) -> str:
    return ", ".join(tag.name for tag in post.tags)
