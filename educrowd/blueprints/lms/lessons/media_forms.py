"""Uploads for a lesson, and the place in a film."""

from __future__ import annotations

from typing import Any, BinaryIO

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from educrowd.core.forms import Form

from .filing import PURPOSES


class UploadForm(Form):
    purpose: Any = SelectField("What it is", choices={name: each.label for name, each in PURPOSES.items()})
    language: Any = StringField("Language", [Optional(), Length(max=20)])
    file: Any = FileField("File", [FileRequired("Choose a file.")])

    @property
    def upload(self) -> FileStorage:
        assert isinstance(self.file.data, FileStorage)
        return self.file.data

    @property
    def stream(self) -> BinaryIO:
        return self.upload.stream  # pyright: ignore[reportReturnType]


class PositionForm(Form):
    seconds: Any = IntegerField(validators=[InputRequired(), NumberRange(0, 1_000_000)])
    watched_percent: Any = IntegerField(validators=[InputRequired(), NumberRange(0, 100)])
