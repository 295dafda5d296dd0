"""Pictures that come with a file of questions: inside a text, or beside it; each is judged once, and not any number."""

from __future__ import annotations

import posixpath
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from urllib.parse import unquote, unquote_to_bytes

from educrowd.core.archives import Archive
from educrowd.core.errors import Invalid
from educrowd.core.stills import Still, digest_of, still_of

MOST = 500
LARGEST = 10 * 1024 * 1024
# What cartridges write for the place of their files, and where those lie then.
BASE = "$IMS-CC-FILEBASE$"
PLACES = ("", "web_resources")


class Pictures:
    """Those of one file, by their bytes."""

    def __init__(self) -> None:
        self._judged: dict[str, Still | Invalid] = {}

    def take(self, source: str, brings: Callable[[str], bytes | None]) -> Still | None:
        """The picture that a text calls so; None where the file does not bring it, Invalid where it is none for us."""
        data = _inside(source) if source.startswith("data:") else brings(source)
        if data is None:
            return None
        key = digest_of(data)
        if key not in self._judged:
            self._judged[key] = self._judge(data)
        judged = self._judged[key]
        if isinstance(judged, Invalid):
            raise judged
        return judged

    def _judge(self, data: bytes) -> Still | Invalid:
        if len(self._judged) >= MOST:
            return Invalid("image", f"A file brings at most {MOST} pictures.")
        try:
            return still_of(data)
        except Invalid as refusal:
            return refusal


class Beside:
    """The files of an archive, as its parts call them; `taken` are those that something has shown."""

    def __init__(self, archive: Archive):
        self._archive, self._names, self.taken = archive, set(archive.names), set[str]()

    def of(self, part: str) -> Callable[[str], bytes | None]:
        """The bytes by what a text in this part of the archive calls them."""

        def brings(source: str) -> bytes | None:
            path = self._path(posixpath.dirname(part), unquote(source.partition("?")[0]))
            if not path or self._archive.size_of(path) > LARGEST:
                return None
            self.taken.add(path)
            return self._archive.read(path)

        return brings

    def _path(self, folder: str, source: str) -> str:
        inside = source.removeprefix(BASE).lstrip("/")
        folders = PLACES if source.startswith(BASE) else (folder, *PLACES)
        paths = (posixpath.normpath(posixpath.join(each, inside)) for each in folders)
        return next((path for path in paths if path in self._names), "")


def named(source: str) -> str:
    """What a report calls it."""
    if source.startswith("data:"):
        return "in the text"
    return f"“{source.rpartition('/')[2].partition('?')[0][:60]}”"


def _inside(source: str) -> bytes:
    head, _, data = source.partition(",")
    raw = unquote_to_bytes(data)
    try:
        return b64decode(b"".join(raw.split()), validate=True) if head.endswith(";base64") else raw
    except (NotBase64, ValueError):
        raise Invalid("image", "It can't be read.") from None
