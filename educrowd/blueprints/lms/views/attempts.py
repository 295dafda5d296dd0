"""Taking a quiz: beginning, answering, handing in, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from sqlalchemy import select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize, flash_ok, go, render

from ..gating import gate_of
from ..models import Attempt, Course, Enrollment
from ..models.errors import AttemptOver, StaleAnswer
from ..models.pictures import Address
from ..quizzes.asking import asked_of
from ..quizzes.attempting import allowance_of, begin, end_if_over, save, submit
from ..quizzes.forms import answer_in, answers_in
from ..quizzes.reviewing import lines_of, sight_of
from ..quizzes.settings import settings_of
from .blueprint import bp
from .finding import course_at, lesson_of

ATTEMPT = "/learn/<slug>/<uid>/attempts/<int:number>"


@bp.post("/learn/<slug>/<uid>/attempts")
@needs(SIGNED_IN)
def begin_attempt(slug: str, uid: str):
    _, lesson, enrollment = _quiz_at(slug, uid)
    attempt = begin(enrollment, lesson)
    return go(url_for("lms.attempt", slug=slug, uid=uid, number=attempt.number))


@bp.get(ATTEMPT)
@needs(SIGNED_IN)
def attempt(slug: str, uid: str, number: int):
    course, lesson, attempt = attempt_at(slug, uid, number)
    if end_if_over(attempt):
        return _result(course, lesson, attempt)
    return _form(course, lesson, attempt, {question: question.answer for question in attempt.questions})


@bp.post(ATTEMPT)
@needs(SIGNED_IN)
def save_attempt(slug: str, uid: str, number: int):
    """Without JavaScript all answers come at once; with it, those that were typed last."""
    course, lesson, attempt = attempt_at(slug, uid, number)
    answers, wrong = answers_in(request.form, attempt)
    here = url_for("lms.attempt", slug=slug, uid=uid, number=number)
    try:
        save(attempt, answers, over=_seq())
    except AttemptOver:
        return _after_the_end(attempt, here)
    except StaleAnswer as refusal:
        return _form(course, lesson, attempt, answers, status=409, wrong=wrong, refusal=refusal.message)
    if wrong:
        return _form(course, lesson, attempt, answers, status=422, wrong=wrong)
    return _then(attempt, here)


def _then(attempt: Attempt, here: str):
    wanted = request.form.get("then")
    if wanted == "submit":
        submit(attempt)
        return go(here)
    if wanted == "finish":
        return go(f"{here}/submission")
    flash_ok(f"Saved: {attempt.answered_count} of {len(attempt.questions)} questions are answered.")
    return go(here)


def _after_the_end(attempt: Attempt, here: str):
    """Committed with the redirect: what was saved in time counts."""
    end_if_over(attempt)
    return go(here)


@bp.post(f"{ATTEMPT}/answers/<int:position>")
@needs(SIGNED_IN)
def save_answer(slug: str, uid: str, number: int, position: int):
    """One answer, as it is given; the answer tells the page what time it is."""
    _, _, attempt = attempt_at(slug, uid, number)
    question = attempt.question_at(position) or abort(404)
    save(attempt, {question: answer_in(request.form, question)}, over=_seq())
    return _clock(attempt)


@bp.get(f"{ATTEMPT}/clock")
@needs(SIGNED_IN)
def attempt_clock(slug: str, uid: str, number: int):
    """How long there still is: somebody may have given more time meanwhile."""
    _, _, attempt = attempt_at(slug, uid, number)
    return _clock(attempt)


@bp.get(f"{ATTEMPT}/submission")
@needs(SIGNED_IN)
def ask_to_submit(slug: str, uid: str, number: int):
    course, lesson, attempt = attempt_at(slug, uid, number)
    if end_if_over(attempt):
        return redirect(url_for("lms.attempt", slug=slug, uid=uid, number=number), 303)
    return render("lms/attempts/submission.html", course=course, lesson=lesson, attempt=attempt, now=utcnow())


@bp.post(f"{ATTEMPT}/submission")
@needs(SIGNED_IN)
def submit_attempt(slug: str, uid: str, number: int):
    _, _, attempt = attempt_at(slug, uid, number)
    if attempt.is_open:
        submit(attempt)
    return go(url_for("lms.attempt", slug=slug, uid=uid, number=number))


def _quiz_at(slug: str, uid: str) -> tuple[Course, Any, Enrollment]:
    """A quiz that is open to the person who asks."""
    course = course_at(slug)
    lesson, enrollment = lesson_of(course.edition, uid), course.enrollment_of(current.user)
    if lesson.kind != "quiz":
        abort(404)
    if enrollment is None:
        abort(403)
    authorize(gate_of(lesson, enrollment, current.user).is_open)
    return course, lesson, enrollment


def attempt_at(slug: str, uid: str, number: int) -> tuple[Course, Any, Attempt]:
    """One's own attempt."""
    course, lesson, enrollment = _quiz_at(slug, uid)
    mine = select(Attempt).where(
        Attempt.enrollment_id == enrollment.id, Attempt.lesson_uid == uid, Attempt.number == number
    )
    return course, lesson, db.session.scalars(mine).one_or_none() or abort(404)


def _pictures_of(course: Course, attempt: Attempt) -> Address:
    here = {"slug": course.slug, "uid": attempt.lesson_uid, "number": attempt.number}
    return lambda digest: url_for("lms.attempt_picture", **here, digest=digest)


def _seq() -> int:
    seq = request.form.get("seq", type=int)
    if seq is None:
        raise Invalid("seq", "Say which version of the attempt this was answered over.")
    return seq


def _form(course: Course, lesson: Any, attempt: Attempt, answers: Any, *, status: int = 200, **more: Any):
    at = _pictures_of(course, attempt)
    asked = {question: asked_of(question.version, attempt.uid, at) for question in attempt.questions}
    shown = {"asked": asked, "answers": answers, "now": utcnow(), "wrong": {}, "refusal": ""}
    return render(
        "lms/attempts/edit.html", status=status, course=course, lesson=lesson, attempt=attempt, **(shown | more)
    )


def _result(course: Course, lesson: Any, attempt: Attempt):
    sight = sight_of(attempt)
    return render(
        "lms/attempts/show.html",
        course=course,
        lesson=lesson,
        attempt=attempt,
        quiz=settings_of(lesson),
        allowance=allowance_of(attempt.enrollment, lesson),
        sight=sight,
        lines=lines_of(attempt, sight, _pictures_of(course, attempt)),
        now=utcnow(),
    )


def _clock(attempt: Attempt):
    return render("lms/attempts/_clock.html", attempt=attempt, now=utcnow())
