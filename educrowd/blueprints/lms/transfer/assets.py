"""The bytes beside a document: on this site, or in an archive."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO, Protocol

from educrowd.core import files
from educrowd.core.archives import Archive
from educrowd.core.documents import place_of_document

from ..bank.picturing import bytes_of
from ..lessons.filing import LARGEST_FILM
from ..models import Course
from ..models.pictures import by_name
from ..scorm.packing import LARGEST as LARGEST_PACKAGE
from ..scorm.packing import place_of

# Of a picture; larger ones are none of ours.
LARGEST = 10 * 1024 * 1024


class Assets(Protocol):
    """Whoever has no such file answers None."""

    def file(self, public_id: str) -> BinaryIO | None: ...

    def package(self, public_id: str) -> bytes | None: ...

    def picture(self, digest: str) -> bytes | None: ...


class OfSite:
    """What lies in this site's folder, of one course."""

    def __init__(self, course: Course):
        self._course_id = course.id

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

    def picture(self, digest: str) -> bytes | None:
        return bytes_of(self._course_id, digest)


class OfArchive:
    """What an export brings."""

    def __init__(self, archive: Archive):
        self._archive, self._names = archive, set(archive.names)

    def file(self, public_id: str) -> BinaryIO | None:
        name = f"files/{public_id}"
        if name not in self._names:
            return None
        return self._archive.spooled(name, at_most=LARGEST_FILM)

    def package(self, public_id: str) -> bytes | None:
        name = f"packages/{public_id}.zip"
        return self._archive.read(name, at_most=LARGEST_PACKAGE) if name in self._names else None

    def picture(self, digest: str) -> bytes | None:
        name = by_name(digest)
        small = name in self._names and self._archive.size_of(name) <= LARGEST
        return self._archive.read(name) if small else None
