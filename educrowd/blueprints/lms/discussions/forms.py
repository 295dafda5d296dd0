"""What learners and teachers fill in about a discussion."""

from __future__ import annotations

from typing import Any

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from educrowd.core.comments.forms import COMMENT, CommentForm


class QuestionForm(CommentForm):
    id_prefix = "question"
    body: Any = TextAreaField("Your question", [DataRequired("Write something."), Length(max=COMMENT)])


class AnswerForm(CommentForm):
    id_prefix = "answer"
    body: Any = TextAreaField("Your answer", [DataRequired("Write something."), Length(max=COMMENT)])
