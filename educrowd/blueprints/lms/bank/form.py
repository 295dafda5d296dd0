"""What authors fill in about a question of any kind."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from educrowd.core.forms import Form
from educrowd.core.stills import LARGEST

from ..limits import CATEGORY, NEWEST, QUESTION, TAG, TAGS, TITLE
from ..models.pictures import LONGEST, SIGN, sign, words
from ..questions.kind import MOST_ROWS
from .rows import SHOWING


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

    picture: Any = FileField("Picture", description="JPEG, PNG, WebP, AVIF or GIF, at most 10 MB.")
    shows: Any = StringField(
        "What it shows",
        [Optional(), Length(max=LONGEST)],
        description="Needed with a picture: for those who can't see it. Don't give the answer away.",
    )
    place_for_picture: Any = SelectField("Where it stands", choices=[], default="text", validate_choice=False)

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

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._placed: Any = None
        self.place_for_picture.choices = self._places

    @property
    def _places(self) -> dict[str, str]:
        """Where a picture can stand."""
        rows = self.rows.entries if self.rows is not None else []
        shown = [
            f"{row.form.text.label.text} {place + 1}" for place, row in enumerate(rows) if type(row.form) in SHOWING
        ]
        places = {f"row-{place}": label for place, label in enumerate(shown)}
        return {"text": "In the question", **places, "feedback": "In the feedback for everybody"}

    @property
    def picture_bytes(self) -> bytes:
        return self.picture.data.stream.read(LARGEST + 1)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """A picture needs words, and a place."""
        is_fine = super().validate(*args, **kwargs)
        if self.picture.data and not words(self.shows.data or ""):
            self.shows.errors = [*self.shows.errors, "Say what the picture shows."]
            return False
        if self.picture.data and self.place_for_picture.data not in self._places:
            self.place_for_picture.errors = ["Choose where it stands."]
            return False
        return is_fine

    def place(self, digest: str) -> None:
        """Let the picture stand at the end of what it belongs to."""
        where = self.place_for_picture.data
        field = self.rows.entries[int(where[4:])].form.text if where.startswith("row-") else self[where]
        between = "\n\n" if where == "text" else " "
        self._placed = field, field.data, self.shows.data
        field.data = f"{field.data or ''}{between if field.data else ''}{sign(digest, self.shows.data)}"
        self.shows.data = ""

    def take_back(self) -> None:
        """Where nothing is kept, the picture isn't either."""
        if self._placed:
            self._placed[0].data, self.shows.data = self._placed[1:]

    @property
    def signs(self) -> list[tuple[str, str]]:
        """What each picture of the question shows, and its digest."""
        return SIGN.findall("\n".join(map(str, _texts(self.data))))

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


def _texts(data: Any) -> list[str]:
    """All that was filled in, however deep it lies."""
    if isinstance(data, dict):
        return [text for each in data.values() for text in _texts(each)]
    if isinstance(data, list):
        return [text for each in data for text in _texts(each)]
    return [data] if isinstance(data, str) else []
