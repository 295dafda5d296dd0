"""What people fill in about comments."""

from __future__ import annotations

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # pyright: ignore[reportAttributeAccessIssue]
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from educrowd.core.forms import Form

from .blocklist import LONGEST_WORD, MOST_WORDS, parse

COMMENT = 4_000
REPORT = 1_000
REASON_WORDS = {
    "spam": "Advertising or spam",
    "abuse": "Insulting, threatening or hateful",
    "illegal": "Against the law",
    "other": "Something else",
}


class CommentForm(Form):
    """`homepage` is a trap: people do not see it, programs fill it in."""

    body = TextAreaField("Your comment", [DataRequired("Write something."), Length(max=COMMENT)])
    homepage = StringField("Leave this empty", [Optional()])


class ReportForm(Form):
    reason = RadioField(
        "What is wrong with it?",
        [DataRequired("Choose a reason.")],
        choices=[SelectChoice(reason, words) for reason, words in REASON_WORDS.items()],
    )
    words = TextAreaField("More about it", [Optional(), Length(max=REPORT)])


class BlocklistForm(Form):
    words = TextAreaField(
        "Blocked words",
        [Optional(), Length(max=MOST_WORDS * (LONGEST_WORD + 1))],
        description="One a line. A comment with one of them waits for approval. casino* stands for all that begin so.",
    )

    def validate_words(self, field: TextAreaField) -> None:
        words = parse(field.data or "")
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            raise ValidationError(f"At most {MOST_WORDS} words of {LONGEST_WORD} letters each.")
