"""What is asked of those who comment, and of those who say who may."""

from __future__ import annotations

from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Length

from educrowd.core.comments.forms import CommentForm
from educrowd.core.forms import Form

NAME = 80
POLICY_WORDS = {
    "off": "Nobody: comments are closed",
    "members": "Members of this site; somebody’s first comment waits for you",
    "anyone": "Anyone, also without an account; what visitors write waits for you",
}


def one_line(name: str | None) -> str:
    return " ".join((name or "").split())


class GuestCommentForm(CommentForm):
    """A visitor signs with a name of their choice."""

    author_name = StringField(
        "Your name",
        [DataRequired("Sign with a name."), Length(max=NAME)],
        filters=[one_line],
    )


class CommentPolicyForm(Form):
    policy = RadioField(
        "Who may comment on posts",
        [DataRequired("Choose one.")],
        choices=[SelectChoice(policy, words) for policy, words in POLICY_WORDS.items()],
        description="A post can say otherwise.",
    )
