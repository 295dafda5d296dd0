"""Choosing in a tool what a lesson opens there."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_ok, go, render

from ...lessons.kinds import kind_of
from ...lti.choosing import STALE, chosen_in
from ...lti.hints import choice_of, read_choice
from ...lti.launching import beginning_of
from ...models import Course, LtiTool
from ..blueprint import bp
from ..finding import lesson_of, own_course

MOST_BYTES = 100_000


@bp.get("/studio/courses/<slug>/lessons/<uid>/content")
@needs("courses.work")
def choose_content(slug: str, uid: str):
    course = own_course(slug)
    lesson = _lti_lesson(course, uid)
    tool = LtiTool.called(lesson.settings.get("tool", "")) or abort(404)
    return redirect(beginning_of(tool, course, lesson, choosing=True), 303)


@bp.post("/lti/services/content")
@needs(PUBLIC)
def lti_chosen():
    """The browser comes from the tool, without our cookie: the word it brings is checked, and shown to its owner."""
    request.max_content_length = MOST_BYTES
    try:
        chosen = chosen_in(request.form.get("JWT", ""))
    except Refused as refusal:
        abort(400, refusal.message)
    place = {"slug": chosen["course"], "uid": chosen["lesson"]}
    return redirect(url_for("lms.chosen_content", **place, word=choice_of(**chosen)), 303)


@bp.get("/studio/courses/<slug>/lessons/<uid>/content/choice")
@needs("courses.work")
def chosen_content(slug: str, uid: str):
    course = own_course(slug)
    lesson, word = _lti_lesson(course, uid), request.args.get("word", "")
    return render("lms/studio/lti/choice.html", course=course, lesson=lesson, word=word, chosen=_chosen(lesson, word))


@bp.post("/studio/courses/<slug>/lessons/<uid>/content/choice")
@needs("courses.work")
def take_content(slug: str, uid: str):
    course = own_course(slug)
    lesson = _lti_lesson(course, uid)
    chosen = _chosen(lesson, request.form.get("word", ""))
    settings = kind_of(lesson).checked(lesson.settings | {"url": chosen["url"]})
    course.rewrite_lesson(lesson, over=lesson.version, settings=settings)
    flash_ok(f"The lesson opens “{chosen['title'] or chosen['url'] or 'what the tool begins with'}”.")
    return go(url_for("lms.edit_lesson", slug=slug, uid=uid))


def _lti_lesson(course: Course, uid: str) -> Any:
    lesson = lesson_of(course, uid)
    return lesson if lesson.kind == "lti" else abort(404)


def _chosen(lesson: Any, word: str) -> dict[str, Any]:
    """What was chosen for this lesson by whoever looks; 400 otherwise."""
    chosen = read_choice(word) or {}
    facts = chosen.get("user"), chosen.get("lesson"), chosen.get("tool")
    if "url" not in chosen or facts != (current.user.id, lesson.uid, lesson.settings.get("tool")):
        abort(400, STALE)
    return chosen
