"""What authors fill in about a question of any kind."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from educrowd.core.forms import Form

from ..limits import CATEGORY, NEWEST, QUESTION, TAG, TAGS, TITLE
from ..questions.kind import MOST_ROWS


class QuestionForm(Form):
    """`rows` are what the kind repeats; its row class and what a blank form has of it stand in the subclasses."""

    title: Any = StringField("Title", [Optional(), Length(max=TITLE)], description="For you; learners don't see it.")
    text: Any = TextAreaField("Question", [DataRequired(), Length(max=QUESTION)], render_kw={"rows": 4})
    feedback: Any = TextAreaField(
        "Feedback for everybody",
        [Optional(), Length(max=QUESTION)],
        description="Read after the answer, with the result.",
        render_kw={"rows": 2},
    )
    category: Any = StringField("Category", [Optional(), Length(max=CATEGORY)], description="Quizzes draw from one.")
    labels: Any = StringField("Tags", [Optional(), Length(max=TAG * TAGS)], description="Separated by commas.")
    version: Any = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, NEWEST)], default=0)

    blank = 4
    rows: Any = None
    options: tuple[str, ...] = ()

    @property
    def facts(self) -> dict[str, Any]:
        """The question as the verbs take it."""
        tags = [tag.strip() for tag in (self.labels.data or "").split(",")]
        return {
            "title": self.title.data,
            "text": self.text.data,
            "feedback": self.feedback.data,
            "category": self.category.data,
            "tags": list(dict.fromkeys(tag[:TAG] for tag in tags if tag))[:TAGS],
            "content": self.content,
        }

    @property
    def content(self) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def filled(cls, content: dict[str, Any]) -> dict[str, Any]:
        """What the fields of this kind show of a content."""
        raise NotImplementedError

    @classmethod
    def empty(cls) -> QuestionForm:
        return cls(formdata=None, data={"rows": [{}] * cls.blank})

    @classmethod
    def showing(cls, question: Any) -> QuestionForm:
        now = question.current
        shared = {"title": now.title, "text": now.text, "feedback": now.feedback, "category": question.category}
        more = {"labels": ", ".join(question.tags), "version": question.version}
        return cls(formdata=None, data={**cls.filled(now.content), **shared, **more})

    def obey(self, then: str) -> bool:
        """Add or remove a row as a button says; whether it said so."""
        verb, _, place = then.partition("-")
        if self.rows is None or verb not in ("add", "remove"):
            return False
        if verb == "add" and len(self.rows.entries) < MOST_ROWS:
            self.rows.append_entry({})
        if verb == "remove" and place.isdecimal() and int(place) < len(self.rows.entries):
            del self.rows.entries[int(place)]
        return True

    def stand_on(self, version: int) -> None:
        """Keep what was typed, now over another version."""
        self.version.process_data(version)
        self.version.raw_data = None

    def _rows(self, *needed: str) -> list[dict[str, Any]]:
        """The rows in which something of what is needed was filled in, without what was left empty."""
        data = [entry.form.data for entry in self.rows.entries]
        return [{k: v for k, v in row.items() if v not in (None, "")} for row in data if any(row[n] for n in needed)]
