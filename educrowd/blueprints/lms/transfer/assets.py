"""The bytes beside a document: on this site, or in an archive."""

from __future__ import annotations

import io
import tempfile
import zipfile
from typing import BinaryIO, Protocol

from educrowd.core import files
from educrowd.core.archives import Archive
from educrowd.core.documents import place_of_document

from ..scorm.packing import place_of

IN_MEMORY = 1024 * 1024


class Assets(Protocol):
    """Whoever has no such file answers None."""

    def file(self, public_id: str) -> BinaryIO | None: ...

    def package(self, public_id: str) -> bytes | None: ...


class OfSite:
    """What lies in this site's folder."""

    def file(self, public_id: str) -> BinaryIO | None:
        path = files.path_of(place_of_document(public_id))
        return path.open("rb") if path.is_file() else None

    def package(self, public_id: str) -> bytes | None:
        """A package, packed again as it came; not pressed, as it will be at once unpacked or pressed with the rest."""
        root = files.path_of(place_of(public_id, ""))
        if not root.is_dir():
            return None
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
            for path in sorted(each for each in root.rglob("*") if each.is_file()):
                member = zipfile.ZipInfo(path.relative_to(root).as_posix())
                archive.writestr(member, path.read_bytes())
        return held.getvalue()


class OfArchive:
    """What an export brings."""

    def __init__(self, archive: Archive):
        self._archive, self._names = archive, set(archive.names)

    def file(self, public_id: str) -> BinaryIO | None:
        name = f"files/{public_id}"
        if name not in self._names:
            return None
        held = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed by whoever asked)
        for chunk in self._archive.chunks(name):
            held.write(chunk)
        held.seek(0)
        return held  # pyright: ignore[reportReturnType]

    def package(self, public_id: str) -> bytes | None:
        name = f"packages/{public_id}.zip"
        return self._archive.read(name) if name in self._names else None
