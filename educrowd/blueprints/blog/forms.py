"""What the studio asks authors."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from educrowd.blueprints.auth.models import User
from educrowd.core.audiences import EVERYONE, OPEN, choices
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.forms import Form

from .authoring import guest_names, writers
from .limits import BIO, NAME, PART, TITLE
from .models import Newsletter, Post
from .models.tag import split_tags
from .newsletter.addressing import offered
from .writing_form import WritingForm

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


class PostForm(WritingForm):
    """The editor of a post: its text, and everything around it."""

    tags = StringField("Tags", [Length(max=500)], description="Separated by commas: ink, paper, letterpress")
    # Left out it stays as it is: nothing that was for some alone is opened by a save that does not say so.
    audience = SelectField(
        "Who may read it", [Optional()], description="All others see the title, the summary and how to get there."
    )
    newsletter = SelectField("Mail it to", [Optional()], description="When it appears, once to each address.")
    comment_policy = SelectField("Comments", [Optional()], choices={"site": "As the site has it"} | COMMENTS)
    series = StringField("Series", [Length(max=TITLE)], description="Posts that belong together have the same.")
    part = IntegerField("Part", [Optional(), NumberRange(1, PART)], description="Empty: the last one.")
    co_authors: Any = SelectMultipleField(
        "Written with", coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    guest_names = TextAreaField(
        "By somebody without an account",
        [Length(max=1000)],
        description="One name a line. They stand above it instead of its keeper; empty it to take them off.",
    )
    # Whether the boxes were there to be ticked: where none is, nothing is sent.
    names_authors = HiddenField(default="yes")

    kept = (*WritingForm.kept, "tags", "series", "part", "guest_names")
    # Not whom it is mailed to, nor when it appears: neither is the text's, and both go out into the world.
    chosen = ("audience", "comment_policy", "co_authors")

    @classmethod
    def saved(cls, entry: Post) -> dict[str, str]:
        return {
            **super().saved(entry),
            **entry.around,
            "tags": ", ".join(tag.name for tag in entry.tags),
            "newsletter": wish.audience if (wish := Newsletter.of(entry)) else "",
            "names_authors": "yes",
        }

    @property
    def words(self) -> tuple[str, ...]:
        names_guests = current.user.can("posts.manage")
        return tuple(name for name in self.kept if name != "guest_names" or names_guests)

    def _asks(self, name: str) -> bool:
        # Boxes of which none is ticked send nothing.
        return super()._asks("names_authors" if name == "co_authors" else name)

    def settle(self, entry: Post) -> None:
        self.offer(entry)
        self.co_authors.data = [id for id in self.co_authors.data or () if id in self.co_authors.choices]
        if not any(choice.checked for choice in self.audience):
            self.audience.process(MultiDict({"audience": entry.addressed_to}))

    def offer(self, post: Post) -> None:
        """Offer what may be chosen: readers, and people to write it with."""
        self.offer_audiences(post)
        self.newsletter.choices = {"": {"": "Nobody"}, **offered(post, current.user)}
        able = db.session.scalars(User.able_to("posts.write").where(User.id != post.author_id).order_by(User.id))
        self.co_authors.choices = {person.id: person.name for person in able}

    def offer_audiences(self, post: Post) -> None:
        """Let the person acting choose among those they may write for, and the one that the post has."""
        offered = {OPEN: {EVERYONE: OPEN}, **choices(current.user)}
        present = post.readership
        if present and str(present) not in {written for listed in offered.values() for written in listed}:
            offered.setdefault(present.title, {})[str(present)] = present.name
        self.audience.choices = offered

    @property
    def text(self) -> dict[str, Any]:
        """What `Post.rewrite` takes."""
        return {
            **super().text,
            "tags": split_tags(self.tags.data or ""),
            "audience": self.audience.data,
            "comment_policy": self.comment_policy.data,
            "series": None if self.series.raw_data is None else self.series.data or "",
            "part": self.part.data,
            "co_authors": writers(self.co_authors.data or ()) if self.names_authors.data else None,
            "guest_names": self._guest_names,
        }

    @property
    def _guest_names(self) -> list[str] | None:
        """Only editors name others, so that nobody signs with a name that is not theirs."""
        is_asked = self.guest_names.raw_data and current.user.can("posts.manage")
        return guest_names(self.guest_names.data or "") if is_asked else None


class AuthorForm(Form):
    """A person as readers of the blog know them."""

    name = StringField("Name", [DataRequired("Readers want to know a name."), Length(max=NAME)])
    bio = TextAreaField("About", [Length(max=BIO)], description="A few words for the author page. Plain text.")
    image: Any = FileField("Portrait", description="It stands on the author page, cut to a circle.")
    without = BooleanField("Take the portrait away")


class DraftLinkForm(Form):
    """How long a link shows a draft."""

    days = RadioField(
        "It works for",
        [DataRequired("Choose how long.")],
        choices=[SelectChoice(days, words) for days, words in (("1", "one day"), ("7", "a week"), ("30", "30 days"))],
        default="7",
    )
