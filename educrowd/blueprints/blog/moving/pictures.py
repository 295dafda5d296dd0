"""Pictures that came along: found in the archive by the end of their address, each kept once."""

from __future__ import annotations

import hashlib
import io
import re
from collections import defaultdict
from pathlib import PurePosixPath
from urllib.parse import unquote

from educrowd.core.addresses import parts_of
from educrowd.core.archives import Archive
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.images import MAX_BYTES, judge_picture

from ..limits import ALT
from ..models import ImportedItem, Media
from .found import Found
from .images import image
from .report import Report

ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
# WordPress keeps smaller copies beside the picture.
COPY = re.compile(r"-(?:\d{2,5}x\d{2,5}|scaled|rotated)(?=\.\w+$)")


class Album:
    """Shows pictures in texts: those of the archive as this site's own, all others as what they are."""

    def __init__(self, found: Found, known: dict[tuple[str, str], ImportedItem], report: Report, *, keeps: bool):
        self._source, self._archive, self._known = found.source, found.archive, known
        self._report, self._keeps = report, keeps
        self._names = _by_last_part(found.archive)
        self._alts = {_plain(picture.address): picture.alt for picture in found.pictures if picture.alt}
        self._shown: dict[str, str] = {}
        self._new: set[str] = set()
        self.foreign: set[str] = set()
        self.brings_new = False

    def begin(self) -> None:
        """Another text; what is said of the one before is forgotten."""
        self.foreign.clear()
        self.brings_new = False

    def show(self, address: str, alt: str) -> str:
        """The picture in Markdown."""
        name = self.find(address)
        alt = (alt or self._alts.get(_plain(address), ""))[:ALT]
        if name is None or self._archive is None:
            self.foreign.add(address)
            return image(address, alt)
        if name not in self._shown:
            self._shown[name] = self._take(name, self._archive, alt) or address
        self.brings_new |= name in self._new
        return image(self._shown[name], alt)

    def find(self, address: str) -> str | None:
        """The archive's file for an address: the one that shares most of its path, the original before its copies."""
        wanted = PurePosixPath(unquote(parts_of(address).path))
        for last in dict.fromkeys((COPY.sub("", wanted.name), wanted.name)):
            if names := self._names.get(last.lower()):
                return max(names, key=lambda name: _in_common(name, wanted.with_name(last)))
        return None

    def is_shown(self, address: str) -> bool:
        """Whether some text shows this picture."""
        return self.find(address) in self._shown

    def _take(self, name: str, archive: Archive, alt: str) -> str:
        """Its address here; nothing where it can't be kept."""
        if archive.size_of(name) > MAX_BYTES:
            self._report.add("picture", name, "left_out", "This picture is larger than 10 MB.")
            return ""
        data = archive.read(name)
        id = f"{name}:{hashlib.sha256(data).hexdigest()}"
        if known := self._known.get(("picture", id)):
            self._report.add("picture", name, "same")
            return known.media.url if known.media else ""
        return self._keep(id, name, data, alt)

    def _keep(self, id: str, name: str, data: bytes, alt: str) -> str:
        try:
            judge_picture(data)
            address = self._write(id, name, data, alt) if self._keeps else f"/files/{name}"
        except Refused as refusal:
            self._report.add("picture", name, "left_out", refusal.message)
            return ""
        self._new.add(name)
        note = "" if alt else "Nobody said what it shows: it counts as decoration."
        self._report.add("picture", name, "new", note)
        return address

    def _write(self, id: str, name: str, data: bytes, alt: str) -> str:
        last = PurePosixPath(name).name
        media = Media.upload(io.BytesIO(data), name=last, alt=alt, decorative=not alt)
        db.session.flush()
        digest = id.rpartition(":")[2]
        facts = {"source": self._source, "kind": "picture", "source_id": id, "digest": digest}
        db.session.add(ImportedItem(**facts, media_id=media.id))
        return media.url


def _by_last_part(archive: Archive | None) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for name in archive.names if archive else ():
        last = PurePosixPath(name).name.lower()
        if last.endswith(ENDINGS) and not name.startswith("__MACOSX/"):
            names[last].append(name)
    return names


def _in_common(name: str, wanted: PurePosixPath) -> int:
    """How many parts of the path are the same, from the end."""
    ends = zip(reversed(PurePosixPath(name).parts), reversed(wanted.parts), strict=False)
    return next((at for at, (one, other) in enumerate(ends) if one != other), len(wanted.parts))


def _plain(address: str) -> str:
    return COPY.sub("", unquote(parts_of(address).path))
