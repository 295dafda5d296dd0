"""Files that are handed out as they came: what kinds there are, where they lie, and to be saved, never opened here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from io import SEEK_END, BytesIO
from typing import BinaryIO, NamedTuple

from flask import Response, abort, send_file

from . import files
from .allowances import require_room
from .db import after_commit
from .errors import Invalid

LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 120


class Kind(NamedTuple):
    """How a kind of file begins and is called; `at` is where its mark stands."""

    media_type: str
    marks: tuple[bytes, ...] = ()
    at: int = 0


ZIPPED = (b"PK\x03\x04",)
# By its ending, and by what it begins with: an ending alone proves nothing.
KINDS = {
    "pdf": Kind("application/pdf", (b"%PDF-",)),
    "epub": Kind("application/epub+zip", ZIPPED),
    "zip": Kind("application/zip", ZIPPED),
    "mp3": Kind("audio/mpeg", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    "m4a": Kind("audio/mp4", (b"ftyp",), at=4),
    "mp4": Kind("video/mp4", (b"ftyp",), at=4),
    "jpg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": Kind("image/jpeg", (b"\xff\xd8\xff",)),
    "png": Kind("image/png", (b"\x89PNG\r\n",)),
}

FILMS = {"mp4": KINDS["mp4"], "webm": Kind("video/webm", (b"\x1aE\xdf\xa3",))}
CAPTIONS = {"vtt": Kind("text/vtt", (b"WEBVTT", b"\xef\xbb\xbfWEBVTT"))}
PICTURES = {ending: KINDS[ending] for ending in ("jpg", "jpeg", "png")}

WORDS = "PDF, EPUB, ZIP, MP3, M4A, MP4, JPEG or PNG"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What is to be remembered of a file that was kept."""

    public_id: str
    name: str
    media_type: str
    size_bytes: int


def store_document(name: str, data: bytes, *, field: str = "file") -> StoredDocument:
    """Keep a file; raises Invalid where it is none we hand out, or the plan is full."""
    return store_stream(name, BytesIO(data), field=field)


def store_stream(
    name: str,
    stream: BinaryIO,
    *,
    field: str = "file",
    kinds: Mapping[str, Kind] = KINDS,
    words: str = WORDS,
    largest: int = LARGEST,
) -> StoredDocument:
    """The same for a file that is not in memory, of some kinds and up to a size."""
    name, kind, size = judge(name, stream, field=field, kinds=kinds, words=words, largest=largest)
    public_id = secrets.token_hex(10)
    stream.seek(0)
    files.write_stream(place_of_document(public_id), stream)
    return StoredDocument(public_id, name, kind.media_type, size)


def judge(
    name: str, stream: BinaryIO, *, field: str = "file", kinds: Mapping[str, Kind], words: str, largest: int
) -> tuple[str, Kind, int]:
    """Its name, kind and size; raises Invalid where it can't be kept. The stream is left at its end."""
    name = _plain(name)
    kind = kinds.get(name.rpartition(".")[2].lower())
    begins = stream.read(16)
    if kind is None or not begins.startswith(kind.marks, kind.at):
        raise Invalid(field, f"This can't be handed out. Choose a file that opens as {words}.")
    size = stream.seek(0, SEEK_END)
    if size > largest:
        raise Invalid(field, f"A file has at most {largest // 1024**2} MB.")
    require_room("storage_mb", size)
    return name, kind, size


def remove_document(public_id: str) -> None:
    """Remove it once this transaction has ended well."""
    path = files.path_of(place_of_document(public_id))
    after_commit(lambda: path.unlink(missing_ok=True))


def show_document(public_id: str, media_type: str) -> Response:
    """A film, a picture or captions, for a page that shows it; parts of it where a player asks for parts."""
    path = files.path_of(place_of_document(public_id))
    if not path.is_file():
        abort(404)
    return _shielded(send_file(path, mimetype=media_type, conditional=True), "private, max-age=600")


def send_document(public_id: str, name: str, media_type: str) -> Response:
    """The file, to be saved under its name; nobody on the way keeps it."""
    path = files.path_of(place_of_document(public_id))
    if not path.is_file():
        abort(404)
    sent = send_file(path, mimetype=media_type, as_attachment=True, download_name=name, conditional=True)
    return _shielded(sent, "private, no-store")


def _shielded(response: Response, kept: str) -> Response:
    response.headers["Cache-Control"] = kept
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def place_of_document(public_id: str) -> str:
    """Where a file is kept."""
    return f"{public_id}.document"


def _plain(name: str) -> str:
    """The name without folders and letters that no screen shows, its ending kept."""
    shown = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable()).strip()
    stem, _, ending = shown.rpartition(".")
    return f"{stem[:LONGEST_NAME].strip() or 'file'}.{ending}"
