"""Private notes: written beside a lesson, read and taken away by the learner alone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from educrowd.core.db import bound_tenant_id, db

from ..models import Enrollment, Note
from ..models.errors import AccessClosed


def note_of(enrollment: Enrollment, lesson: Any) -> Note | None:
    mine = Note.enrollment_id == enrollment.id, Note.lesson_uid == lesson.uid
    return db.session.scalars(select(Note).where(*mine)).one_or_none()


def notes_of(enrollment: Enrollment) -> list[Note]:
    """All notes, in the order of the lessons as they are now; those of lessons that are gone come last."""
    found = db.session.scalars(select(Note).where(Note.enrollment_id == enrollment.id).order_by(Note.id))
    places = {lesson.uid: place for place, lesson in enumerate(enrollment.course.edition.lessons)}
    return sorted(found, key=lambda note: places.get(note.lesson_uid, len(places)))


def note(enrollment: Enrollment, lesson: Any, text: str) -> None:
    """Keep what was written; nothing written is no note."""
    if not enrollment.is_open:
        raise AccessClosed()
    if not text:
        gone = Note.enrollment_id == enrollment.id, Note.lesson_uid == lesson.uid
        db.session.execute(delete(Note).where(*gone))
        return
    keys = {"tenant_id": bound_tenant_id(), "enrollment_id": enrollment.id, "lesson_uid": lesson.uid}
    words = {"lesson_title": lesson.title, "text": text}
    again = {**words, "updated_at": func.now()}
    kept = insert(Note).values(keys | words).on_conflict_do_update(index_elements=list(keys), set_=again)
    db.session.execute(kept)


def as_text(enrollment: Enrollment) -> str:
    """The notes of a course as one Markdown file."""
    parts = [f"## {each.lesson_title}\n\n{each.text}" for each in notes_of(enrollment)]
    return "\n\n".join([f"# {enrollment.course.title}", *parts]) + "\n"
