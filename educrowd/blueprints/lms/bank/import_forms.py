"""A file of questions, and what it is."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import SelectField

from educrowd.core.forms import Form

from ..exchange.formats import FORMATS, LARGEST

MB = 1024 * 1024


class ImportForm(Form):
    file: Any = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description=f"{', '.join(each.label for each in FORMATS.values())}; at most {LARGEST // MB} MB.",
    )
    format: Any = SelectField(
        "Format",
        choices={"": "As its content says"} | {each.name: each.label for each in FORMATS.values()},
        default="",
    )

    @property
    def facts(self) -> dict[str, Any]:
        """Name, stream and format."""
        assert isinstance(self.file.data, FileStorage)
        stream: Any = self.file.data.stream
        return {"name": self.file.data.filename or "", "stream": stream, "format": self.format.data or None}
