"""What is asked of those who say how a site deals with webmentions."""

from __future__ import annotations

from wtforms import BooleanField, TextAreaField, URLField
from wtforms.validators import Length, Optional, ValidationError

from educrowd.core.forms import Form

from .hosts import LONGEST, checked_hosts
from .policy import MOST_BLOCKED


class MentionForm(Form):
    source = URLField("Your page that links here")
    target = URLField("The post that it links to")


class MentionPolicyForm(Form):
    takes = BooleanField(
        "Other sites may say that they link to a post",
        description="What they say waits for you. A post that is closed to comments takes none.",
    )
    sends = BooleanField(
        "Posts tell the sites that they link to",
        description="Once they appear, change or leave; posts that not everybody may read tell nobody.",
    )
    hosts = TextAreaField(
        "Blocked sites",
        [Optional(), Length(max=MOST_BLOCKED * (LONGEST + 1))],
        description="One host a line, as spam.example. Nothing is taken from them, nor from hosts below them.",
    )

    def validate_hosts(self, field: TextAreaField) -> None:
        try:
            checked_hosts((field.data or "").split())
        except ValueError as error:
            raise ValidationError(str(error)) from error
