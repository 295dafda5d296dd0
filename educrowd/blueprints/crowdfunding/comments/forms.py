"""What creators choose about comments."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired

from educrowd.core.forms import Form

POLICY_WORDS = {
    "off": "Nobody: comments are closed",
    "backers": "Backers, with or without an account",
    "members": "Backers and members of this site; somebody’s first comment waits for you",
    "anyone": "Anyone who has signed in; somebody’s first comment waits for you",
}


class PolicyForm(Form):
    comment_policy = RadioField(
        "Who may comment",
        [DataRequired("Choose one.")],
        choices=[SelectChoice(policy, words) for policy, words in POLICY_WORDS.items()],
    )
