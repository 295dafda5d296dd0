"""Pictures of a course: kept once for each course, shown by their digest, forgotten where nothing shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from flask import Response, abort, url_for
from sqlalchemy import ColumnElement, Text, cast, or_, select

from educrowd.core import files
from educrowd.core.allowances import require_room
from educrowd.core.db import db, utcnow
from educrowd.core.documents import place_of_document, remove_document, show_document
from educrowd.core.jobs import job
from educrowd.core.stills import Still

from ..models import Course, CoursePicture, Edition, Lesson, PublishedLesson, QuestionVersion, QuizQuestion, Section
from ..models.pictures import Address, by_name

# A picture may wait so long for the text that shows it. Versions and editions stay, so what was shown once is kept.
WAITS, LOOKED_AT = timedelta(days=1), timedelta(days=4)
_COURSE = CoursePicture.course_id


def keep(course: Course, stills: Iterable[Still]) -> list[CoursePicture]:
    """Keep pictures of a course, those it has already once; Invalid where the plan is full."""
    wanted = {still.digest: still for still in stills}
    known = CoursePicture.known(course.id, wanted)
    for picture in known.values():
        picture.updated_at = utcnow()
    for digest, still in wanted.items():
        if digest not in known:
            known[digest] = _keep(course, still)
    return [known[digest] for digest in wanted]


def _keep(course: Course, still: Still) -> CoursePicture:
    size = len(still.data)
    require_room("storage_mb", size)
    picture = CoursePicture(
        course_id=course.id, digest=still.digest, width=still.width, height=still.height, size_bytes=size
    )
    db.session.add(picture)
    # The row first: only whoever makes it writes the file, and takes it away again where it comes to nothing.
    db.session.flush()
    files.write(place_of_document(_id_of(course.id, still.digest)), still.data)
    return picture


def show_picture(course_id: int, digest: str) -> Response:
    """The picture, for a page or program that may have it."""
    if digest not in CoursePicture.known(course_id, [digest]):
        abort(404)
    return show_document(_id_of(course_id, digest), "image/webp")


def loaded_at(place: str, digests: Iterable[str]) -> list[dict[str, str]]:
    """What a text names, and where programs load it: below this place of the API."""
    return [{"name": by_name(digest), "url": f"/api/v1/lms/{place}/pictures/{digest}/"} for digest in sorted(digests)]


def in_studio(course: Course) -> Address:
    """Where those who work on a course load its pictures."""
    return lambda digest: url_for("lms.question_picture", slug=course.slug, digest=digest)


def bytes_of(course_id: int, digest: str) -> bytes | None:
    """What is kept of it, if anything is."""
    path = files.path_of(place_of_document(_id_of(course_id, digest)))
    return path.read_bytes() if path.is_file() else None


def forget_pictures(course: Course) -> None:
    """With a course that is deleted go the bytes of its pictures, once that has ended well."""
    for digest in db.session.scalars(select(CoursePicture.digest).where(CoursePicture.course_id == course.id)):
        remove_document(_id_of(course.id, digest))


@job(queue="bulk")
def forget_unasked_pictures() -> None:
    """Remove those that came alone and that no question or lesson took."""
    now = utcnow()
    waiting = CoursePicture.updated_at.between(now - LOOKED_AT, now - WAITS)
    for picture in db.session.scalars(select(CoursePicture).where(waiting, ~or_(*_shown()))):
        remove_document(_id_of(picture.course_id, picture.digest))
        db.session.delete(picture)


def _shown() -> Iterator[ColumnElement[bool]]:
    """Whether a question, the draft or an edition shows a picture."""
    said = (QuestionVersion.text, QuestionVersion.feedback, cast(QuestionVersion.content, Text))
    asked = select(1).where(QuizQuestion.id == QuestionVersion.question_id, QuizQuestion.course_id == _COURSE)
    yield asked.where(or_(*(each.contains(CoursePicture.digest) for each in said))).exists()
    drafted = select(1).where(Lesson.section_id == Section.id, Section.course_id == _COURSE)
    yield drafted.where(Lesson.body.contains(CoursePicture.digest)).exists()
    out = select(1).where(PublishedLesson.version_id == Edition.id, Edition.course_id == _COURSE)
    yield out.where(PublishedLesson.body.contains(CoursePicture.digest)).exists()


def _id_of(course_id: int, digest: str) -> str:
    """Two courses never share a file, so that each can be deleted."""
    return f"{digest}-{course_id}"
