"""The file in which another blog comes."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired

from educrowd.core.forms import Form

from .formats import LARGEST, MB


class BlogImportForm(Form):
    file: Any = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description=f"As the other system exports it, at most {LARGEST // MB} MB.",
        render_kw={"accept": ".xml,.json,.zip"},
    )
