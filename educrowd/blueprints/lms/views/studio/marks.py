"""What the marks of a quiz tell of its questions, and grading answers anew."""

from __future__ import annotations

from flask import abort, url_for
from sqlalchemy import select

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_list
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_ok, go, render

from ...models import Course, QuizQuestion
from ...questions import KINDS
from ...quizzes.item_analysis import LEAST_ATTEMPTS, analyze, rows_of
from ...quizzes.mark_forms import RegradeForm
from ...quizzes.regrading import plan, regrade
from ..blueprint import bp
from ..finding import own_course
from .attempts import QUIZ, quiz_of

REGRADE = "/studio/courses/<slug>/questions/<uid>/regrade"
HEADING = ["Question", "Kind", "Asked", "Not answered", "Facility", "Discrimination", "Choices (* right)"]


@bp.get(f"{QUIZ}/analysis")
@needs("courses.work")
def item_analysis(slug: str, uid: str):
    course, lesson = quiz_of(slug, uid)
    shown = {"items": analyze(course, uid), "least": LEAST_ATTEMPTS, "kinds": KINDS}
    return render("lms/studio/attempts/analysis.html", course=course, lesson=lesson, **shown)


@bp.get(f"{QUIZ}/analysis.csv")
@needs("courses.work")
def item_analysis_file(slug: str, uid: str):
    course, _ = quiz_of(slug, uid)
    return csv_list(f"questions-{course.slug}.csv", HEADING, rows_of(analyze(course, uid)))


@bp.get(REGRADE)
@needs("courses.work")
def plan_regrade(slug: str, uid: str):
    course, question = _question(slug, uid)
    form = RegradeForm(formdata=None, data={"version": question.version})
    return _page(course, question, form)


@bp.post(REGRADE)
@needs("courses.work")
def regrade_question(slug: str, uid: str):
    course, question = _question(slug, uid)
    form = RegradeForm()
    if not form.validate():
        return _page(course, question, form, status=422)
    try:
        count = regrade(question, by=current.user, reason=form.reason.data, over=form.version.data)
    except Refused as refusal:
        form.refuse(refusal)
        form.version.raw_data = None
        form.version.process_data(question.version)
        return _page(course, question, form, status=refusal.status)
    flash_ok(f"{count} {'answer is' if count == 1 else 'answers are'} being graded anew.")
    there = url_for("lms.questions", slug=course.slug) if question.retired_at else None
    return go(there or url_for("lms.question", slug=course.slug, uid=uid))


def _page(course: Course, question: QuizQuestion, form: RegradeForm, *, status: int = 200):
    shown = {"question": question, "version": question.current, "form": form, "changes": plan(question)}
    titles = {lesson.uid: lesson.title for lesson in course.edition.lessons}
    return render("lms/studio/questions/regrade.html", status=status, course=course, titles=titles, **shown)


def _question(slug: str, uid: str) -> tuple[Course, QuizQuestion]:
    """Also one that was taken out of the bank: its answers are there."""
    course = own_course(slug)
    found = select(QuizQuestion).where(QuizQuestion.course_id == course.id, QuizQuestion.uid == uid)
    return course, db.session.scalars(found).one_or_none() or abort(404)
