"""What is asked of those who want the newsletter, and of those who send it."""

from __future__ import annotations

from typing import Self

from wtforms import EmailField, HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp

from educrowd.core.current import current
from educrowd.core.forms import Form

from ..models import Post
from .addressing import offered

EMAIL = 254


class SignUpForm(Form):
    """`homepage` is a trap: people do not see it, programs fill it in."""

    ids = "newsletter"

    email = EmailField("Your email address", [DataRequired("Type your email address."), Length(max=EMAIL)])
    place = HiddenField(default="page", validators=[Optional(), Regexp(r"[a-z]{1,20}\Z")])
    homepage = StringField("Leave this empty", [Optional()])


class AudienceForm(Form):
    """Whom a post is mailed to."""

    audience = SelectField("Mail it to", [Optional()])

    @classmethod
    def for_post(cls, post: Post, chosen: str | None = None) -> Self:
        form = cls(audience=chosen or "")
        form.audience.choices = {"": [("", "Nobody")], **offered(post, current.user)}
        return form
