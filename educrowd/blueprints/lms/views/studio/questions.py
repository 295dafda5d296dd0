"""The question bank in the studio: all questions, a new one, its editor, a look at it."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.forms import tidy
from educrowd.core.pages import find, flash_ok, go, invalid, is_htmx, paginate, render
from educrowd.core.stills import still_of

from ...bank.form import QuestionForm
from ...bank.forms import FORMS
from ...bank.picturing import in_studio, keep
from ...bank.writing import rewrite, write
from ...models import Course, QuizQuestion
from ...questions import KINDS, grade
from ...quizzes.asking import asked_of
from ..blueprint import bp
from ..finding import own_course

EDITOR = "lms/studio/questions/edit.html"


@bp.get("/studio/courses/<slug>/questions/")
@needs("courses.work")
def questions(slug: str):
    course = own_course(slug)
    wanted = {name: (tidy(request.args.get(name)) or "")[:100] for name in ("q", "kind", "category", "tag")}
    page = paginate(QuizQuestion.matching(QuizQuestion.of(course), **wanted), per_page=50)
    shown = {"course": course, "page": page, "wanted": wanted, "kinds": KINDS}
    if is_htmx():
        return render("lms/studio/questions/_results.html", **shown)
    return render("lms/studio/questions/index.html", categories=QuizQuestion.categories(course), **shown)


@bp.get("/studio/courses/<slug>/questions/new/<kind>")
@needs("courses.work")
def new_question(slug: str, kind: str):
    return _editor(own_course(slug), _form_of(kind).empty(), kind)


@bp.post("/studio/courses/<slug>/questions/new/<kind>")
@needs("courses.work")
def create_question(slug: str, kind: str):
    course, form = own_course(slug), _form_of(kind)()
    if form.obey(request.form.get("then", "")):
        return _editor(course, form, kind)
    if not form.validate():
        return _editor(course, form, kind, status=422)
    try:
        _place_picture(course, form)
        question = write(course, by=current.user, kind=kind, **form.facts)
    except Refused as refusal:
        form.refuse(refusal)
        form.take_back()
        return _editor(course, form, kind, status=422)
    flash_ok("The question is in the bank.")
    return go(url_for("lms.question", slug=slug, uid=question.uid))


@bp.get("/studio/courses/<slug>/questions/<uid>")
@needs("courses.work")
def question(slug: str, uid: str):
    """As learners will see it, to be tried."""
    course = own_course(slug)
    return _look(course, _question(course, uid), None, None)


@bp.post("/studio/courses/<slug>/questions/<uid>/trial")
@needs("courses.work")
def try_question(slug: str, uid: str):
    """What the answer would be worth; nothing is kept."""
    course = own_course(slug)
    question = _question(course, uid)
    version = question.current
    answer = KINDS[version.kind].read(version.content, request.form, "answer")
    return _look(course, question, answer, grade(version, answer))


@bp.get("/studio/courses/<slug>/questions/<uid>/edit")
@needs("courses.work")
def edit_question(slug: str, uid: str):
    course = own_course(slug)
    question = _question(course, uid)
    kind = question.current.kind
    return _editor(course, _form_of(kind).showing(question), kind, question=question)


@bp.post("/studio/courses/<slug>/questions/<uid>/edit")
@needs("courses.work")
def update_question(slug: str, uid: str):
    course = own_course(slug)
    question = _question(course, uid)
    kind = question.current.kind
    form = _form_of(kind)()
    if form.obey(request.form.get("then", "")):
        return _editor(course, form, kind, question=question)
    if not form.validate():
        return _editor(course, form, kind, question=question, status=422)
    try:
        _place_picture(course, form)
        rewrite(question, by=current.user, over=form.version.data, **form.facts)
    except Refused as refusal:
        form.refuse(refusal)
        form.take_back()
        form.stand_on(question.version)
        return _editor(course, form, kind, question=question, status=refusal.status)
    flash_ok("Saved.")
    return go(url_for("lms.question", slug=slug, uid=uid))


@bp.post("/studio/courses/<slug>/questions/<uid>/retirement")
@needs("courses.work")
def retire_question(slug: str, uid: str):
    course = own_course(slug)
    _question(course, uid).retire()
    flash_ok("The question is taken out. Attempts that have it keep it.")
    return go(url_for("lms.questions", slug=slug))


def _place_picture(course: Course, form: QuestionForm) -> None:
    """A picture that came with the form stands in the question from now on."""
    if form.picture.data:
        form.place(keep(course, [still_of(form.picture_bytes)])[0].digest)


def _form_of(kind: str) -> type[QuestionForm]:
    return FORMS.get(kind) or abort(404)


def _question(course: Course, uid: str) -> QuizQuestion:
    return find(QuizQuestion, course_id=course.id, uid=uid, retired_at=None)


def _editor(course: Course, form: QuestionForm, kind: str, *, question: Any = None, status: int = 200):
    shown = {"course": course, "form": form, "kind": KINDS[kind], "question": question, "at": in_studio(course)}
    return invalid(EDITOR, **shown) if status == 422 else render(EDITOR, status=status, **shown)


def _look(course: Course, question: QuizQuestion, answer: Any, result: Any):
    version, kind = question.current, KINDS[question.current.kind]
    shown = {"course": course, "question": question, "version": version, "kind": kind, "result": result}
    return render(
        "lms/studio/questions/show.html", asked=asked_of(version, at=in_studio(course)), answer=answer, **shown
    )
