"""A file for a reward."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage

from educrowd.core.documents import KINDS, LARGEST, WORDS
from educrowd.core.forms import Form


class RewardFileForm(Form):
    file = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description=f"{WORDS}, at most 10 MB.",
        render_kw={"accept": ",".join(f".{ending}" for ending in KINDS)},
    )

    @property
    def name(self) -> str:
        return self._upload.filename or ""

    @property
    def content(self) -> bytes:
        """Its bytes; one too many says that it is too large."""
        return self._upload.stream.read(LARGEST + 1)

    @property
    def _upload(self) -> FileStorage:
        assert isinstance(self.file.data, FileStorage)
        return self.file.data
