"""The gradebook: all learners and their grades, and one of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import abort, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from educrowd.blueprints.auth.models.user import User
from educrowd.core.access import needs
from educrowd.core.csv_file import csv_list
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.forms import tidy
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render

from ...grading.folding import plain
from ...grading.forms import GradeForm
from ...grading.gradebook import Book, book_of, fold, item_at, record
from ...models import Cohort, Course, Enrollment
from ..blueprint import bp
from ..finding import assisted_course

AT_ONCE = 200
ONE = "lms/studio/grades/show.html"
ENTRY = "lms/studio/grades/edit.html"


@bp.get("/studio/courses/<slug>/grades")
@needs("courses.work")
def gradebook(slug: str):
    course = assisted_course(slug)
    q = (tidy(request.args.get("q")) or "")[:100]
    cohort_id = request.args.get("cohort", type=int)
    page, book = paginate(_learners(course, q, cohort_id), per_page=50), book_of(course)
    grades = book.grades([enrollment.id for enrollment in page], released=False)
    shown = {"cohort_id": cohort_id, "cohorts": Cohort.choices(course)}
    return render("lms/studio/grades/index.html", course=course, page=page, q=q, book=book, grades=grades, **shown)


@bp.get("/studio/courses/<slug>/grades.csv")
@needs("courses.work")
def gradebook_file(slug: str):
    course = assisted_course(slug)
    book = book_of(course)
    titles = [f"{item.title} (percent)" for item in book.scheme.items]
    return csv_list(f"grades-{slug}.csv", ["Learner", "Email", "Course (percent)", *titles], _rows(course, book))


@bp.get("/studio/courses/<slug>/grades/<int:id>")
@needs("courses.work")
def learner_grades(slug: str, id: int):
    course = assisted_course(slug)
    return render(ONE, course=course, **_standing(course, find(Enrollment, id=id, course_id=course.id)))


@bp.get("/studio/courses/<slug>/grades/<int:id>/<uid>")
@needs("courses.work")
def edit_grade(slug: str, id: int, uid: str):
    course = assisted_course(slug)
    enrollment, book = find(Enrollment, id=id, course_id=course.id), book_of(course)
    item = book.by_uid.get(uid) or abort(404)
    mark = book.grades([id], released=False)[id].mark_of(uid)
    known = {"points": mark.points, "out_of": mark.out_of} if mark and mark.points is not None else {}
    form = GradeForm(formdata=None, **({"out_of": item.out_of} | known))
    return render(ENTRY, course=course, enrollment=enrollment, item=item, form=form)


@bp.post("/studio/courses/<slug>/grades/<int:id>/<uid>")
@needs("courses.work")
def enter_grade(slug: str, id: int, uid: str):
    course, form = assisted_course(slug), GradeForm()
    enrollment = find(Enrollment, id=id, course_id=course.id)
    item = item_at(course, uid) or abort(404)
    if not form.validate():
        return invalid(ENTRY, form, course=course, enrollment=enrollment, item=item)
    record(enrollment, uid, **form.data, by=current.user, source="by hand")
    flash_ok("Saved. It is held back until you release it." if item.held else "Saved.")
    return go(url_for("lms.learner_grades", slug=course.slug, id=id))


def _standing(course: Course, enrollment: Enrollment) -> dict[str, Any]:
    book = book_of(course)
    history = book.history([enrollment.id], released=False)[enrollment.id]
    hidden = {change.id for change in history if book.hides(change)}
    return {
        "enrollment": enrollment,
        "book": book,
        "grade": fold(history, book.scheme),
        "history": history[::-1],
        "hidden": hidden,
        "names": _names([change.by_id for change in history if change.by_id]),
    }


def _names(ids: list[int]) -> dict[int, str]:
    return {
        user.id: user.shown_name
        for user in db.session.scalars(select(User).where(User.id.in_(ids)).options(undefer(User.has_come)))
    }


def _learners(course: Course, q: str = "", cohort_id: int | None = None) -> Any:
    learners = select(Enrollment).where(Enrollment.course_id == course.id).join(Enrollment.user)
    if cohort_id:
        learners = learners.where(Enrollment.cohort_id == cohort_id)
    matching = learners.where(User.named_like(q)) if q else learners
    by_name = matching.order_by(User.last_name, User.first_name, Enrollment.id)
    return by_name.options(joinedload(Enrollment.user).undefer(User.has_come))


def _rows(course: Course, book: Book) -> Iterator[list[str]]:
    learners = db.session.scalars(_learners(course)).all()
    for start in range(0, len(learners), AT_ONCE):
        some = learners[start : start + AT_ONCE]
        grades = book.grades([learner.id for learner in some], released=False)
        for learner in some:
            grade = grades[learner.id]
            shown = [mark.state if mark.state == "exempt" else _number(mark.percent) for mark in grade.marks]
            yield [learner.user.shown_name, learner.user.email, _number(grade.percent), *shown]


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
