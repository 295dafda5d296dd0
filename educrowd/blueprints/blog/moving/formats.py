"""Which blog a file comes from, told by what is in it."""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import BinaryIO

from educrowd.core.archives import Archive, Limits
from educrowd.core.errors import Invalid

from .found import Found
from .ghost import read_ghost
from .markdown_files import read_markdown, texts_in
from .medium import read_medium, stories_in
from .substack import TABLE, read_substack
from .wordpress import WordPress

MB = 1024 * 1024
LARGEST = 500 * MB
LARGEST_TEXT = 100 * MB
LIMITS = Limits(members=20_000, bytes=2_000 * MB, depth=16)
UNKNOWN = (
    "This is no export that can be brought in: choose WordPress’s XML, Ghost’s JSON, the ZIP of Substack or Medium,"
    " or a ZIP of Markdown files."
)
BLANK = b"\xef\xbb\xbf \t\r\n"


def read_blog(stream: BinaryIO) -> Found:
    """All that a file holds; Invalid where it can't be read."""
    begin = stream.read(512)
    stream.seek(0)
    if begin.startswith(b"PK"):
        return _of_archive(Archive(stream, limits=LIMITS))
    _weigh(stream.seek(0, 2))
    stream.seek(0)
    begin = begin.lstrip(BLANK)
    if begin.startswith(b"<"):
        return WordPress([stream]).found()
    if begin.startswith(b"{"):
        return read_ghost([stream.read()])
    raise Invalid("file", UNKNOWN)


def _of_archive(archive: Archive) -> Found:
    names = _own_names(archive)
    if any(PurePosixPath(name).name == TABLE for name in names):
        return read_substack(archive, names)
    if stories_in(names):
        return read_medium(archive, names)
    for ending, read in ((".xml", _wordpress), (".json", _ghost)):
        exports = [name for name in names if name.lower().endswith(ending)]
        _weigh(sum(archive.size_of(name) for name in exports))
        if exports and not texts_in(names):
            found = read(archive, exports)
            found.archive = archive
            return found
    if texts_in(names):
        return read_markdown(archive, names)
    raise Invalid("file", UNKNOWN)


def _wordpress(archive: Archive, names: list[str]) -> Found:
    return WordPress(io.BytesIO(archive.read(name)) for name in names).found()


def _ghost(archive: Archive, names: list[str]) -> Found:
    return read_ghost(archive.read(name) for name in names)


def _own_names(archive: Archive) -> list[str]:
    """What people put there; not what their computers add."""
    return [name for name in archive.names if not name.startswith("__MACOSX/") and "/." not in f"/{name}"]


def _weigh(size: int) -> None:
    if size > LARGEST_TEXT:
        raise Invalid("file", f"Its texts take more than {LARGEST_TEXT // MB} MB: export it in parts.")
