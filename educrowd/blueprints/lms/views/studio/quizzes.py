"""The quiz builder: which questions a quiz asks, in which order, for how many points."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.errors import Invalid
from educrowd.core.forms import tidy
from educrowd.core.pages import flash_error, flash_ok, go, paginate, render

from ...models import Course, Lesson, QuizQuestion
from ...models.errors import Stale
from ...questions import KINDS
from ...quizzes.builder_forms import DrawForm, SlotsForm
from ...quizzes.drawing import sizes_of
from ...quizzes.lessons import QUIZ, named_slots
from ...quizzes.settings import settings_of
from ...quizzes.slotting import Slots, moved, with_draw, with_points, with_questions, without
from ..blueprint import bp
from ..finding import lesson_of, own_course

SLOTS = "/studio/courses/<slug>/lessons/<uid>/slots"


@bp.get(SLOTS)
@needs("courses.work")
def quiz_slots(slug: str, uid: str):
    course, lesson = _quiz(slug, uid)
    return _builder(course, lesson)


@bp.post(SLOTS)
@needs("courses.work")
def change_slots(slug: str, uid: str):
    course, lesson = _quiz(slug, uid)
    form = SlotsForm()
    if not form.validate():
        return _builder(course, lesson, slots_form=form, status=422)
    slots = with_points(settings_of(lesson)["slots"], form.worth)
    verb, place = form.wish
    if verb in ("up", "down"):
        slots = moved(slots, place, by=-1 if verb == "up" else 1)
    elif verb == "remove":
        slots = without(slots, place)
    return _keep(course, lesson, slots, over=form.version.data)


@bp.post(f"{SLOTS}/questions")
@needs("courses.work")
def add_to_quiz(slug: str, uid: str):
    course, lesson = _quiz(slug, uid)
    known = {question.uid for question in QuizQuestion.known(course, request.form.getlist("question")[:200])}
    chosen = [uid for uid in request.form.getlist("question") if uid in known]
    if not chosen:
        flash_error("Choose a question first.")
        return _back(course, lesson)
    slots = with_questions(settings_of(lesson)["slots"], chosen)
    return _keep(course, lesson, slots, over=request.form.get("version", type=int))


@bp.post(f"{SLOTS}/draws")
@needs("courses.work")
def draw_for_quiz(slug: str, uid: str):
    course, lesson = _quiz(slug, uid)
    form = DrawForm(sizes_of(course))
    if not form.validate():
        return _builder(course, lesson, draw_form=form, status=422)
    slots = with_draw(settings_of(lesson)["slots"], form.category.data, form.draw.data, points=float(form.points.data))
    return _keep(course, lesson, slots, over=form.version.data)


def _keep(course: Course, lesson: Lesson, slots: Slots, *, over: int | None):
    """Over the version that was seen: a tab left behind changes nothing."""
    if over is None:
        abort(422)
    try:
        settings = QUIZ.checked(lesson.settings | {"slots": slots})
        course.rewrite_lesson(lesson, over=over, settings=settings)
        flash_ok("Saved in the draft.")
    except Stale:
        flash_error("Somebody saved this quiz after you opened it. Nothing was changed; this is how it stands.")
    except Invalid as refusal:
        flash_error(refusal.message)
    return _back(course, lesson)


def _back(course: Course, lesson: Lesson):
    return go(url_for("lms.quiz_slots", slug=course.slug, uid=lesson.uid))


def _quiz(slug: str, uid: str) -> tuple[Course, Lesson]:
    course = own_course(slug)
    lesson = lesson_of(course, uid)
    return (course, lesson) if lesson.kind == "quiz" else abort(404)


def _builder(course: Course, lesson: Lesson, *, slots_form: Any = None, draw_form: Any = None, status: int = 200):
    slots, sizes = named_slots(lesson), sizes_of(course)
    wanted = {name: (tidy(request.args.get(name)) or "")[:100] for name in ("q", "category")}
    asked = {slot["question"] for _, slot in slots if slot["question"]}
    others = QuizQuestion.matching(QuizQuestion.of(course), **wanted).where(QuizQuestion.uid.not_in(asked))
    return render(
        "lms/studio/quizzes/edit.html",
        status=status,
        course=course,
        lesson=lesson,
        slots=slots,
        sizes=sizes,
        wanted=wanted,
        page=paginate(others, per_page=30),
        kinds=KINDS,
        form=slots_form or SlotsForm(formdata=None, data={"points": [slot["points"] for _, slot in slots]}),
        drawing=draw_form or DrawForm(sizes, formdata=None),
    )
