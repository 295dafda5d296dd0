"""Announcements of a course: written, looked at, sent, and what became of them."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from flask import request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render

from ...letters.announcing import announce
from ...letters.forms import AnnouncementForm
from ...letters.learner_states import STATES, count_of, learners_in, words_for
from ...models import Announcement, AnnouncementLetter, Course
from ...models.announcement import EVERYONE
from ..blueprint import bp
from ..finding import assisted_course

NEW = "lms/studio/announcements/new.html"


@bp.get("/studio/courses/<slug>/announcements/")
@needs("courses.work")
def studio_announcements(slug: str):
    course = assisted_course(slug)
    page = paginate(Announcement.of(course))
    counts = AnnouncementLetter.counts(page.items)
    return render("lms/studio/announcements/index.html", course=course, page=page, counts=counts)


@bp.get("/studio/courses/<slug>/announcements/new")
@needs("courses.work")
def new_announcement(slug: str):
    course = assisted_course(slug)
    state = request.args.get("state", "")
    state = state if state in STATES else EVERYONE
    form = AnnouncementForm(
        course,
        formdata=None,
        token=token_urlsafe(12),
        state=state,
        cohort_id=request.args.get("cohort", 0, int),
        lesson_uid=request.args.get("lesson", ""),
    )
    return render(NEW, course=course, form=form, seen=None)


@bp.post("/studio/courses/<slug>/announcements/preview")
@needs("courses.work")
def preview_announcement(slug: str):
    """The letter as it will be read, and how many get it; nothing is sent."""
    course = assisted_course(slug)
    form = AnnouncementForm(course)
    if not form.validate():
        return invalid(NEW, form, course=course, seen=None)
    try:
        return render(NEW, course=course, form=form, seen=_seen(course, form))
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(NEW, form, course=course, seen=None)


@bp.post("/studio/courses/<slug>/announcements/")
@needs("courses.work")
def create_announcement(slug: str):
    course = assisted_course(slug)
    form = AnnouncementForm(course)
    if not form.validate():
        return invalid(NEW, form, course=course, seen=None)
    text = {"subject": form.subject.data, "body": form.body.data, "token": form.token.data}
    try:
        sent = announce(course, current.user, **text, **form.audience)
    except Refused as refusal:
        form.refuse(refusal)
        return render(NEW, status=refusal.status, course=course, form=form, seen=None)
    flash_ok("Your announcement is on its way.")
    return go(url_for("lms.studio_announcement", slug=course.slug, id=sent.id))


@bp.get("/studio/courses/<slug>/announcements/<int:id>")
@needs("courses.work")
def studio_announcement(slug: str, id: int):
    course = assisted_course(slug)
    found = find(Announcement, id=id, course_id=course.id)
    return render("lms/studio/announcements/show.html", course=course, announcement=found)


def _seen(course: Course, form: AnnouncementForm) -> dict[str, Any]:
    return {"count": count_of(learners_in(course, **form.audience)), "to": words_for(course, **form.audience)}
