"""What is asked of those who want the newsletter, and of those who send it."""

from __future__ import annotations

from typing import Any, Self

from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from educrowd.core.current import current
from educrowd.core.forms import Form

from ..models import Post
from .addressing import offered
from .importing import CONSENT, MOST_LINES

EMAIL = 254


class SignUpForm(Form):
    """`homepage` is a trap: people do not see it, programs fill it in."""

    id_prefix = "newsletter"

    email = EmailField("Your email address", [DataRequired("Type your email address."), Length(max=EMAIL)])
    place = HiddenField(default="page", validators=[Optional(), Regexp(r"[a-z]{1,20}\Z")])
    homepage = StringField("Leave this empty", [Optional()])


class AudienceForm(Form):
    """Whom a post is mailed to."""

    audience = SelectField("Mail it to", [Optional()])

    @classmethod
    def for_post(cls, post: Post, chosen: str | None = None) -> Self:
        form = cls(audience=chosen or "")
        form.audience.choices = {"": {"": "Nobody"}, **offered(post, current.user)}
        return form


class SenderForm(Form):
    """Who letters are from."""

    sender_name = StringField(
        "Name of the sender", [Optional(), Length(max=80)], description="Empty: the name of your site."
    )
    reply_to = EmailField(
        "Answers go to",
        [Optional(), Length(max=EMAIL)],
        description="Whoever reads there is asked by a letter first. Empty: letters can’t be answered.",
    )


class SignUpSwitch(Form):
    is_open = BooleanField(
        "Visitors may subscribe on your site",
        description="A form stands below posts and the blog, at /newsletter, and where you put it on the front page.",
    )


class SubscriberListForm(Form):
    """Addresses from elsewhere, and how their owners agreed."""

    people: Any = TextAreaField(
        "Type or paste them",
        [Optional()],
        description="One a line: an address, or an address, a comma and a name. Tables with the headings email, "
        f"name, or first name and last name are understood. At most {MOST_LINES:,} at once.",
    )
    file: Any = FileField("Or choose a CSV file", [Optional()])
    consent = StringField(
        "How they agreed to get it",
        [Optional(), Length(max=CONSENT)],
        description="For instance “ticked the box at the spring fair, 2026”. It is kept with each address. Empty: "
        "each gets a letter first, and is on the list once they say yes.",
    )
