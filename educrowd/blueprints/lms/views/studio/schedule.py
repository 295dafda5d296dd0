"""When the lessons of a course open, are due and close, and what comes before them."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import select

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import flash_ok, go, invalid, render

from ...dates.forms import PaceForm, RuleForm
from ...models import Course, Lesson, LessonRule
from ..blueprint import bp
from ..finding import lesson_of, own_course

LIST = "lms/studio/schedule/index.html"
RULE = "lms/studio/schedule/edit.html"


@bp.get("/studio/courses/<slug>/schedule")
@needs("courses.work")
def schedule(slug: str):
    course = own_course(slug)
    shown = {
        "timezone": course.timezone or "",
        "in_order": course.in_order,
        "needs_course_id": course.needs_course_id or 0,
    }
    return render(LIST, course=course, rules=_rules(course), form=_pace(course, formdata=None, data=shown))


@bp.post("/studio/courses/<slug>/schedule")
@needs("courses.work")
def update_pace(slug: str):
    course = own_course(slug)
    form = _pace(course)
    if not form.validate():
        return invalid(LIST, form, course=course, rules=_rules(course))
    course.change(**form.facts)
    audit("schedule.changed", subject=course)
    flash_ok("Saved.")
    return go(url_for("lms.schedule", slug=course.slug))


@bp.get("/studio/courses/<slug>/schedule/<uid>")
@needs("courses.work")
def edit_rule(slug: str, uid: str):
    course = own_course(slug)
    lesson, rule = lesson_of(course, uid), _rules(course).get(uid)
    form = _rule_form(course, lesson, formdata=None)
    if rule:
        form.show(rule)
    return render(RULE, course=course, lesson=lesson, form=form)


@bp.post("/studio/courses/<slug>/schedule/<uid>")
@needs("courses.work")
def update_rule(slug: str, uid: str):
    course = own_course(slug)
    lesson = lesson_of(course, uid)
    form = _rule_form(course, lesson)
    if not form.validate():
        return invalid(RULE, form, course=course, lesson=lesson)
    LessonRule.set(course, lesson, **form.facts)
    flash_ok("Saved.")
    return go(url_for("lms.schedule", slug=course.slug))


def _rules(course: Course) -> dict[str, LessonRule]:
    rules = db.session.scalars(select(LessonRule).where(LessonRule.course_id == course.id))
    return {rule.lesson_uid: rule for rule in rules}


def _pace(course: Course, **options: Any) -> PaceForm:
    own = Course.editable(current.user).where(Course.id != course.id).with_only_columns(Course.id, Course.title)
    others = [(id, title) for id, title in db.session.execute(own.order_by(None).order_by(Course.title))]
    return PaceForm(current.tenant.timezone, others, **options)


def _rule_form(course: Course, lesson: Lesson, **options: Any) -> RuleForm:
    others = [(each.uid, each.title) for each in course.lessons if each.uid != lesson.uid]
    return RuleForm(course.clock, others, **options)
