"""The archive of a course: `course.json`, its files and packages beside it, and a page on what is what."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from typing import Any, BinaryIO

from educrowd.core.archives import Archive, Limits
from educrowd.core.errors import Invalid
from educrowd.core.json_file import json_of

from ..models import Course
from ..models.pictures import by_name, pictures_in
from .assets import Assets, OfArchive, OfSite
from .cartridge import MANIFEST, read_cartridge
from .document import document_of
from .report import Report
from .schemas import read_document

DOCUMENT = "course.json"
MB = 1024 * 1024
LARGEST = 500 * MB
LIMITS = Limits(members=6_000, bytes=2_000 * MB, depth=12)
LARGEST_DOCUMENT = 32 * MB
IN_MEMORY = 10 * MB
# One moment for all parts: the same course is the same bytes.
MOMENT = (2000, 1, 1, 0, 0, 0)
README = """A course, as EduCrowd keeps it.

course.json    everything its makers wrote: details, sections and lessons (the draft, and what learners read where that
               differs), questions, dates, grade items, the certificate. Texts are Markdown. Nothing of any learner.
files/ID       files that lessons hand out or show; course.json names them by these ids
packages/ID.zip  SCORM packages as they were uploaded
pictures/ID.webp  pictures of questions and lessons; their texts name them so

Studio > Courses > Import reads it into any site. The same archive again changes nothing.
"""


def write_archive(course: Course) -> BinaryIO:
    """The archive in a file that is gone once it is closed."""
    held: Any = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed by whoever sends it)
    document, assets = document_of(course), OfSite(course)
    with zipfile.ZipFile(held, "w") as archive:
        _add(archive, DOCUMENT, json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True).encode())
        _add(archive, "README.txt", README.encode())
        for row in document["files"]:
            stream = assets.file(row["public_id"])
            if stream is not None:
                with stream, archive.open(_member(f"files/{row['public_id']}"), "w", force_zip64=True) as part:
                    shutil.copyfileobj(stream, part)
        for row in document["packages"]:
            data = assets.package(row["public_id"])
            if data is not None:
                _add(archive, f"packages/{row['public_id']}.zip", data)
        for digest in sorted(pictures_in(document["questions"], document["sections"], document["edition"])):
            data = assets.picture(digest)
            if data is not None:
                _add(archive, by_name(digest), data)
    held.seek(0)
    return held


def read_archive(source: BinaryIO) -> tuple[dict[str, Any], Assets, Report]:
    """Document, its files and what had to stay out; Invalid where it is neither ours nor a Common Cartridge."""
    archive = Archive(source, limits=LIMITS)
    if DOCUMENT not in archive.names:
        if MANIFEST not in archive.names:
            raise Invalid("file", f"This is no course: {DOCUMENT} is missing at the top of the archive.")
        return read_cartridge(archive)
    said = json_of(archive.read(DOCUMENT, at_most=LARGEST_DOCUMENT), DOCUMENT)
    return read_document(said), OfArchive(archive), Report()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(_member(name, pressed=not name.endswith((".zip", ".webp"))), data)


def _member(name: str, *, pressed: bool = False) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, MOMENT)
    member.compress_type = zipfile.ZIP_DEFLATED if pressed else zipfile.ZIP_STORED
    return member
