"""Which blog a file comes from, told by what is in it."""

from __future__ import annotations

import io
from typing import BinaryIO

from educrowd.core.archives import Archive, Limits
from educrowd.core.errors import Invalid

from .found import Found
from .wordpress import WordPress

MB = 1024 * 1024
LARGEST = 500 * MB
LARGEST_TEXT = 100 * MB
LIMITS = Limits(members=20_000, bytes=2_000 * MB, depth=16)
FORMATS = {"wordpress": "WordPress"}
UNKNOWN = "This is no export that can be brought in: choose WordPress’s XML, or a ZIP that holds it."


def read_blog(stream: BinaryIO) -> Found:
    """All that a file holds; Invalid where it can't be read."""
    begin = stream.read(512)
    stream.seek(0)
    if begin.startswith(b"PK"):
        return _of_archive(Archive(stream, limits=LIMITS))
    if begin.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        _weigh(stream.seek(0, 2))
        stream.seek(0)
        return WordPress([stream]).found()
    raise Invalid("file", UNKNOWN)


def _of_archive(archive: Archive) -> Found:
    exports = [name for name in own_names(archive) if name.lower().endswith(".xml")]
    _weigh(sum(archive.size_of(name) for name in exports))
    if not exports:
        raise Invalid("file", UNKNOWN)
    found = WordPress(io.BytesIO(archive.read(name)) for name in exports).found()
    found.archive = archive
    return found


def own_names(archive: Archive) -> list[str]:
    """What people put there; not what their computers add."""
    return [name for name in archive.names if not name.startswith("__MACOSX/") and "/." not in f"/{name}"]


def _weigh(size: int) -> None:
    if size > LARGEST_TEXT:
        raise Invalid(
            "file", f"Its texts take more than {LARGEST_TEXT // MB} MB: let the other site export it in parts."
        )
