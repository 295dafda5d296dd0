"""Questions about lessons, and their answers, among those who learn in a course and teach it."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.comments.forms import ReportForm
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, flash_ok, go, invalid, is_htmx, paginate, render, respond

from ..discussions.discussing import accept, answer, ask, report, role_of, withdraw
from ..discussions.forms import AnswerForm, QuestionForm
from ..discussions.reading import VIEWS, may_discuss, questions, readable
from ..gating import gate_of
from ..models import Course, DiscussionPost, Enrollment
from .blueprint import bp
from .finding import course_at, lesson_of, post_in

LESSON = "lms/discussions/lesson.html"
THREAD = "lms/discussions/show.html"


@bp.get("/learn/<slug>/discussion")
@needs(SIGNED_IN)
def discussion(slug: str):
    course, enrollment = joined(slug)
    view = request.args.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    page = paginate(questions(readable(course, current.user, enrollment), current.user, view=view))
    return render("lms/discussions/index.html", course=course, page=page, view=view)


@bp.get("/learn/<slug>/<uid>/discussion")
@needs(SIGNED_IN)
def lesson_discussion(slug: str, uid: str):
    course, enrollment = joined(slug)
    shown = _about(course, _open_lesson(course, uid, enrollment), enrollment)
    template = "lms/discussions/_lesson.html" if is_htmx() else LESSON
    return render(template, form=QuestionForm(formdata=None), **shown)


@bp.post("/learn/<slug>/<uid>/discussion")
@needs(SIGNED_IN)
def ask_question(slug: str, uid: str):
    course, enrollment = joined(slug)
    lesson, form = _open_lesson(course, uid, enrollment), QuestionForm()
    if not form.validate_on_submit():
        return invalid(LESSON, form, **_about(course, lesson, enrollment))
    try:
        post = ask(course, lesson, current.user, form.body.data, trap=form.homepage.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return render(LESSON, status=refusal.status, form=form, **_about(course, lesson, enrollment))
    _say_what_became(post)
    if post.status == "hidden":
        return go(url_for("lms.lesson_discussion", slug=course.slug, uid=uid))
    return go(_thread_url(post))


@bp.get("/learn/<slug>/discussion/<int:id>")
@needs(SIGNED_IN)
def thread(slug: str, id: int):
    return _show(_question(slug, id), AnswerForm(formdata=None))


@bp.post("/learn/<slug>/discussion/<int:id>/answers")
@needs(SIGNED_IN)
def answer_question(slug: str, id: int):
    question, form = _question(slug, id), AnswerForm()
    if not form.validate_on_submit():
        return _show(question, form, status=422)
    try:
        post = answer(question, current.user, form.body.data, trap=form.homepage.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _show(question, form, status=refusal.status)
    _say_what_became(post)
    return go(_thread_url(post))


@bp.post("/learn/<slug>/discussion/<int:id>/acceptance")
@needs(SIGNED_IN)
def accept_answer(slug: str, id: int):
    post = _post(slug, id)
    question = post_in(post.course, post.parent_id or 0)
    authorize(question.author_id == current.user.id or post.moderatable_by(current.user))
    post.unaccept() if request.form.get("accepted") == "0" else accept(post, by=current.user)
    answers = DiscussionPost.answers_to(question)
    shown = {"course": post.course, "question": question, "answers": answers}
    return respond("lms/discussions/_answers.html", otherwise=_thread_url(post), **shown)


@bp.post("/learn/<slug>/discussion/<int:id>/deletion")
@needs(SIGNED_IN)
def withdraw_post(slug: str, id: int):
    post = _post(slug, id)
    authorize(post.author_id == current.user.id)
    withdraw(post)
    flash_ok("It is gone.")
    if post.is_question:
        return go(url_for("lms.discussion", slug=post.course.slug))
    return go(url_for("lms.thread", slug=post.course.slug, id=post.parent_id))


@bp.get("/learn/<slug>/discussion/<int:id>/report")
@needs(SIGNED_IN)
def new_post_report(slug: str, id: int):
    post = _post(slug, id)
    return render("lms/discussions/report.html", course=post.course, post=post, form=ReportForm(formdata=None))


@bp.post("/learn/<slug>/discussion/<int:id>/report")
@needs(SIGNED_IN)
def report_post(slug: str, id: int):
    post, form = _post(slug, id), ReportForm()
    if not form.validate_on_submit():
        return invalid("lms/discussions/report.html", form, course=post.course, post=post)
    report(post, reporter=current.user, reason=form.reason.data, words=form.words.data or "")
    flash_ok("Thank you. Somebody looks at it soon.")
    return go(_thread_url(post))


def joined(slug: str) -> tuple[Course, Enrollment | None]:
    """The course and one's enrollment, for those who learn there or teach it."""
    course = course_at(slug)
    enrollment = course.enrollment_of(current.user)
    if not may_discuss(course, current.user, enrollment):
        abort(404)
    return course, enrollment


def _open_lesson(course: Course, uid: str, enrollment: Enrollment | None) -> Any:
    lesson = lesson_of(course.edition, uid)
    authorize(gate_of(lesson, enrollment, current.user).is_open)
    return lesson


def _about(course: Course, lesson: Any, enrollment: Enrollment | None) -> dict[str, Any]:
    about = readable(course, current.user, enrollment).where(DiscussionPost.lesson_uid == lesson.uid)
    return {"course": course, "lesson": lesson, "page": paginate(questions(about, current.user))}


def _post(slug: str, id: int) -> DiscussionPost:
    course, enrollment = joined(slug)
    return post_in(course, id, readable(course, current.user, enrollment))


def _question(slug: str, id: int) -> DiscussionPost:
    post = _post(slug, id)
    return post if post.is_question and post.status in ("held", "published") else abort(404)


def _show(question: DiscussionPost, form: AnswerForm, *, status: int = 200) -> Response:
    role = role_of(question.course, current.user)
    shown = {"course": question.course, "question": question, "answers": DiscussionPost.answers_to(question)}
    signed = {"author_name": current.user.name, "author_role": role}
    return render(THREAD, status=status, form=form, signed=signed, **shown)


def _thread_url(post: DiscussionPost) -> str:
    id = post.parent_id or post.id
    return url_for("lms.thread", slug=post.course.slug, id=id, _anchor=f"comment-{post.id}")


def _say_what_became(post: DiscussionPost) -> None:
    flash_ok("It stands there." if post.is_published else "Thank you. It appears once somebody has read it.")
