"""The gradebook: grades are recorded, and folded to what a learner has reached so far."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..models import Course, Enrollment, GradeChange, GradeGroup, GradeItem
from ..queries import published_once
from ..signals import grade_recorded
from .folding import Grade, Group, Item, Scheme, fold, rounded

GRADED_KINDS = ("quiz", "assignment", "scorm", "lti")

__all__ = ["Book", "book_of", "fold", "grade_of", "record"]


def record(
    enrollment: Enrollment,
    lesson_uid: str,
    points: Decimal | None = None,
    out_of: Decimal | None = None,
    *,
    change: str = "graded",
    by: Any = None,
    note: str = "",
    source: str = "",
) -> GradeChange:
    """Write down a grade or what else became of it; `lesson_uid` may be the uid of an item entered by hand."""
    item = _item(enrollment, lesson_uid)
    # So that a release under way is over before this says whether it is held back.
    db.session.flush()
    db.session.refresh(item, with_for_update={"read": True})
    added = GradeChange(
        enrollment_id=enrollment.id,
        item_uid=item.uid,
        change=change,
        points=rounded(points) if change == "graded" and points is not None else None,
        out_of=rounded(out_of) if change == "graded" and out_of is not None else None,
        held=item.held,
        by_id=by.id if by else None,
        note=note,
        source=source,
    )
    db.session.add(added)
    db.session.flush()
    grade_recorded.send(added, enrollment_id=enrollment.id)
    return added


class Book:
    """What counts in one course, and the grades of any of its learners: three queries, however many there are."""

    def __init__(self, course: Course):
        self.course = course
        self.groups = list(db.session.scalars(_of(GradeGroup, course).order_by(GradeGroup.id)))
        self.items = _items_of(course)
        self.by_uid = {item.uid: item for item in self.items}
        self.scheme = Scheme(
            [Item(item.uid, item.title, item.out_of, item.group_id) for item in self.items],
            [Group(group.id, group.title, group.weight, group.drop_lowest) for group in self.groups],
        )

    def history(self, enrollment_ids: Sequence[int], *, released: bool) -> dict[int, list[GradeChange]]:
        """Changes by enrollment, oldest first; `released` leaves out what learners may not know yet."""
        wanted = select(GradeChange).where(GradeChange.enrollment_id.in_(enrollment_ids)).order_by(GradeChange.id)
        found: dict[int, list[GradeChange]] = {id: [] for id in enrollment_ids}
        for change in db.session.scalars(wanted):
            if not (released and self.hides(change)):
                found[change.enrollment_id].append(change)
        return found

    def grades(self, enrollment_ids: Sequence[int], *, released: bool) -> dict[int, Grade]:
        """Grades by enrollment: as learners see them, or with all that is still held back."""
        history = self.history(enrollment_ids, released=released)
        return {id: fold(changes, self.scheme) for id, changes in history.items()}

    def title_of(self, group_id: int | None) -> str:
        return next((group.title for group in self.groups if group.id == group_id), "")

    def name_of(self, uid: str) -> str:
        """What an item is called; what is gone has no name any more."""
        return self.by_uid[uid].title if uid in self.by_uid else "Removed"

    def hides(self, change: GradeChange) -> bool:
        """Whether learners may not know of this change yet."""
        item = self.by_uid.get(change.item_uid)
        return item is not None and item.hides(change)


def book_of(course: Course) -> Book:
    return Book(course)


def grade_of(enrollment: Enrollment, *, released: bool = True) -> Grade:
    """One learner's grade, as the learner sees it."""
    return book_of(enrollment.course).grades([enrollment.id], released=released)[enrollment.id]


def item_at(course: Course, uid: str) -> GradeItem | None:
    """The item with this uid, made where it is a lesson that gives grades and has none yet."""
    known = db.session.scalars(_of(GradeItem, course).where(GradeItem.uid == uid)).one_or_none()
    if known or not (lesson := _lesson(course, uid)):
        return known
    return GradeItem.of_lesson(course.id, uid, lesson.title) if lesson.kind in GRADED_KINDS else None


def _item(enrollment: Enrollment, uid: str) -> GradeItem:
    items = select(GradeItem).where(GradeItem.course_id == enrollment.course_id, GradeItem.uid == uid)
    known = db.session.scalars(items).one_or_none()
    if known:
        return known
    # What left the course since is graded too: it counts nowhere, and again once the lesson is back.
    lesson = _lesson(enrollment.course, uid) or published_once(enrollment.course, uid)
    if lesson is None:
        raise Invalid("item_uid", "This course has nothing with this uid that is graded.")
    return GradeItem.of_lesson(enrollment.course_id, uid, lesson.title)


def _lesson(course: Course, uid: str) -> Any:
    return next((lesson for lesson in course.edition.lessons if lesson.uid == uid), None)


def _items_of(course: Course) -> list[GradeItem]:
    """Lessons in their order, under the titles they have now, then what is graded by hand."""
    rows = {item.uid: item for item in db.session.scalars(_of(GradeItem, course).order_by(GradeItem.id))}
    items: list[GradeItem] = []
    for lesson in course.edition.lessons:
        item = rows.get(lesson.uid)
        if item or lesson.kind in GRADED_KINDS:
            items.append(item or _unsaved(course, lesson.uid))
            # Said to be what is stored: who only reads writes nothing.
            set_committed_value(items[-1], "title", lesson.title)
    return items + [item for item in rows.values() if item.by_hand]


def _unsaved(course: Course, uid: str) -> GradeItem:
    """What a lesson's item would be: a reader writes nothing."""
    return GradeItem(course_id=course.id, uid=uid, out_of=Decimal(100), held=False, released_through=0, by_hand=False)


def _of(model: Any, course: Course) -> Any:
    return select(model).where(model.course_id == course.id)
