"""What counts in a course and how much: groups, items, release."""

from __future__ import annotations

from typing import Any

from flask import abort, url_for

from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, flash_ok, go, invalid, render

from ...grading.forms import GroupForm, HandItemForm, ItemForm
from ...grading.gradebook import book_of, item_at
from ...grading.releasing import release
from ...models import Course, GradeGroup, GradeItem
from ..blueprint import bp
from ..finding import own_course

SETUP = "lms/studio/grading/index.html"
GROUP = "lms/studio/grading/group.html"
ITEM = "lms/studio/grading/item.html"


@bp.get("/studio/courses/<slug>/grading")
@needs("courses.work")
def grading(slug: str):
    course = own_course(slug)
    return render(SETUP, course=course, book=book_of(course))


@bp.get("/studio/courses/<slug>/grading/groups/new")
@needs("courses.work")
def new_grade_group(slug: str):
    return render(GROUP, course=own_course(slug), group=None, form=GroupForm(formdata=None))


@bp.post("/studio/courses/<slug>/grading/groups/")
@needs("courses.work")
def create_grade_group(slug: str):
    course, form = own_course(slug), GroupForm()
    if not form.validate():
        return invalid(GROUP, form, course=course, group=None)
    GradeGroup.add(course, **form.facts)
    return _back(course)


@bp.get("/studio/courses/<slug>/grading/groups/<int:id>")
@needs("courses.work")
def edit_grade_group(slug: str, id: int):
    course = own_course(slug)
    group = find(GradeGroup, id=id, course_id=course.id)
    return render(GROUP, course=course, group=group, form=GroupForm(formdata=None, obj=group))


@bp.post("/studio/courses/<slug>/grading/groups/<int:id>")
@needs("courses.work")
def update_grade_group(slug: str, id: int):
    course, form = own_course(slug), GroupForm()
    group = find(GradeGroup, id=id, course_id=course.id)
    if not form.validate():
        return invalid(GROUP, form, course=course, group=group)
    group.change(**form.facts)
    return _back(course)


@bp.post("/studio/courses/<slug>/grading/groups/<int:id>/deletion")
@needs("courses.work")
def delete_grade_group(slug: str, id: int):
    course = own_course(slug)
    find(GradeGroup, id=id, course_id=course.id).delete()
    return _back(course, "The group is deleted; its items are in no group now.")


@bp.get("/studio/courses/<slug>/grading/items/new")
@needs("courses.work")
def new_grade_item(slug: str):
    course = own_course(slug)
    return render(ITEM, course=course, item=None, form=HandItemForm(book_of(course).groups, formdata=None))


@bp.post("/studio/courses/<slug>/grading/items/")
@needs("courses.work")
def create_grade_item(slug: str):
    course = own_course(slug)
    form = HandItemForm(book_of(course).groups)
    if not form.validate():
        return invalid(ITEM, form, course=course, item=None)
    GradeItem.add(course, **form.facts)
    return _back(course)


@bp.get("/studio/courses/<slug>/grading/items/<uid>")
@needs("courses.work")
def edit_grade_item(slug: str, uid: str):
    course = own_course(slug)
    item = book_of(course).by_uid.get(uid) or abort(404)
    known = {"title": item.title} if item.by_hand else {}
    shown = {"out_of": item.out_of, "group_id": item.group_id or 0, "held": item.held} | known
    return render(ITEM, course=course, item=item, form=_form(course, item, formdata=None, data=shown))


@bp.post("/studio/courses/<slug>/grading/items/<uid>")
@needs("courses.work")
def update_grade_item(slug: str, uid: str):
    course = own_course(slug)
    item = _item(course, uid)
    form = _form(course, item)
    if not form.validate():
        return invalid(ITEM, form, course=course, item=item)
    item.change(**form.facts)
    return _back(course)


@bp.post("/studio/courses/<slug>/grading/items/<uid>/deletion")
@needs("courses.work")
def delete_grade_item(slug: str, uid: str):
    course = own_course(slug)
    try:
        _item(course, uid).delete()
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("lms.grading", slug=course.slug))
    return _back(course, "The item is deleted; its grades count no more.")


@bp.post("/studio/courses/<slug>/grading/items/<uid>/release")
@needs("courses.work")
def release_grades(slug: str, uid: str):
    course = own_course(slug)
    told = release(_item(course, uid))
    return _back(course, f"Released. Learners who see something new: {told}.")


def _item(course: Course, uid: str) -> GradeItem:
    return item_at(course, uid) or abort(404)


def _form(course: Course, item: GradeItem, **options: Any) -> ItemForm:
    kind = HandItemForm if item.by_hand else ItemForm
    return kind(book_of(course).groups, **options)


def _back(course: Course, words: str = "Saved."):
    flash_ok(words)
    return go(url_for("lms.grading", slug=course.slug))
