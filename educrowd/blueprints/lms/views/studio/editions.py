"""What is published of a course: the impact of publishing the draft, the history, and back to an old edition."""

from __future__ import annotations

from flask import url_for
from sqlalchemy.orm import joinedload

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render

from ...editions.impact import impact_of
from ...forms import PublicationForm
from ...models import Course, Edition
from ...queries import lessons_of_editions
from ..blueprint import bp
from ..finding import own_course

PAGE = "lms/studio/editions/new.html"


@bp.get("/studio/courses/<slug>/publication")
@needs("courses.work")
def new_edition(slug: str):
    course = own_course(slug)
    return render(PAGE, course=course, impact=impact_of(course), form=PublicationForm())


@bp.post("/studio/courses/<slug>/publication")
@needs("courses.work")
def create_edition(slug: str):
    course, form = own_course(slug), PublicationForm()
    if not form.validate():
        return invalid(PAGE, form, course=course, impact=impact_of(course))
    course.publish(by=current.user, note=form.note.data)
    flash_ok(f"Edition {course.version} is out: everyone reads it now.")
    return go(url_for("lms.outline", slug=course.slug))


@bp.get("/studio/courses/<slug>/editions")
@needs("courses.work")
def editions(slug: str):
    course = own_course(slug)
    page = paginate(Edition.of(course).options(joinedload(Edition.published_by)))
    return render("lms/studio/editions/index.html", course=course, page=page, sizes=lessons_of_editions(page.items))


@bp.get("/studio/courses/<slug>/editions/<int:number>")
@needs("courses.work")
def edition(slug: str, number: int):
    course = own_course(slug)
    return render("lms/studio/editions/show.html", course=course, edition=_edition(course, number))


@bp.post("/studio/courses/<slug>/editions/<int:number>/restoration")
@needs("courses.work")
def restore_edition(slug: str, number: int):
    course = own_course(slug)
    course.restore(_edition(course, number))
    flash_ok(f"The draft is as edition {number} was. Learners see it once you publish.")
    return go(url_for("lms.new_edition", slug=course.slug))


def _edition(course: Course, number: int) -> Edition:
    return find(Edition, course_id=course.id, number=number)
