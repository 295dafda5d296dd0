"""Files of a course: uploaded for a lesson, named in its settings, kept while any edition names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlalchemy import Text, cast, or_, select

from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.documents import (
    CAPTIONS,
    FILMS,
    KINDS,
    LARGEST,
    PICTURES,
    WORDS,
    Kind,
    remove_document,
    store_stream,
)
from educrowd.core.errors import Invalid

from ..models import Course, CourseFile, Edition, Lesson, PublishedLesson, ScormPackage, Section

MB = 1024 * 1024
LARGEST_FILM = 200 * MB
MOST = 20
# Whatever a lesson may name.
EVERY = KINDS | FILMS | CAPTIONS
WORDS_FOR_EVERY = f"{WORDS}, WebM or WebVTT"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a file is for: which kinds of files, and how large."""

    label: str
    kinds: Mapping[str, Kind]
    words: str
    largest: int = LARGEST


PURPOSES = {
    "file": Purpose("File to download", KINDS, WORDS, 50 * MB),
    "video": Purpose("Video", FILMS, "MP4 or WebM", LARGEST_FILM),
    "poster": Purpose("Poster", PICTURES, "JPEG or PNG"),
    "captions": Purpose("Captions", CAPTIONS, "WebVTT", 2 * MB),
}


def add_file(course: Course, purpose: str, *, name: str, stream: BinaryIO, by: Any) -> CourseFile:
    """Keep an uploaded file of a course; Invalid where it is none that the purpose takes."""
    asked = PURPOSES[purpose]
    stored = store_stream(name, stream, kinds=asked.kinds, words=asked.words, largest=asked.largest)
    file = CourseFile(
        course_id=course.id,
        public_id=stored.public_id,
        name=stored.name,
        media_type=stored.media_type,
        size_bytes=stored.size_bytes,
        uploaded_by_id=by.id,
    )
    db.session.add(file)
    db.session.flush()
    audit("course.file_added", subject=course, file=file.name)
    return file


def named_in(settings: dict[str, Any]) -> list[str]:
    """The public ids of all files that a lesson's settings name."""
    named = [*settings.get("files", []), settings.get("video"), settings.get("poster")]
    named += [each["file"] for each in settings.get("captions", [])]
    return [public_id for public_id in named if public_id]


def files_of(course_id: int, settings: dict[str, Any]) -> dict[str, CourseFile]:
    """Those of them that the course has, by public id, in one query."""
    inside = CourseFile.course_id == course_id, CourseFile.public_id.in_(named_in(settings))
    return {file.public_id: file for file in db.session.scalars(select(CourseFile).where(*inside))}


def require_files(course: Course, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings; Invalid where they name a file or a package that the course does not have."""
    if set(named_in(settings)) - files_of(course.id, settings).keys():
        raise Invalid("settings", "This course has no such file. Upload it first.")
    played = settings.get("package")
    if played and played not in db.session.scalars(select(ScormPackage.public_id).filter_by(course_id=course.id)).all():
        raise Invalid("settings", "This course has no such package. Upload it first.")
    return settings


def forget_unnamed(course: Course) -> None:
    """Remove the files that neither the draft nor any edition names any more."""
    db.session.flush()
    for file in db.session.scalars(select(CourseFile).where(CourseFile.course_id == course.id)):
        if not _is_named(file):
            remove_document(file.public_id)
            db.session.delete(file)


def forget_all(course: Course) -> None:
    """With a course that is deleted go the bytes of its files, once that has ended well."""
    for public_id in db.session.scalars(select(CourseFile.public_id).where(CourseFile.course_id == course.id)):
        remove_document(public_id)


def _is_named(file: CourseFile) -> bool:
    def names(lesson: Any) -> Any:
        return cast(lesson.settings, Text).contains(file.public_id)

    drafted = select(Lesson.id).join(Lesson.section).where(Section.course_id == file.course_id, names(Lesson))
    out = select(PublishedLesson.id).join(Edition, Edition.id == PublishedLesson.version_id)
    published = out.where(Edition.course_id == file.course_id, names(PublishedLesson))
    return bool(db.session.scalar(select(or_(drafted.exists(), published.exists()))))
