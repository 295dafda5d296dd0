"""A picture into the text of a lesson, which is saved with it."""

from __future__ import annotations

from educrowd.core.access import needs
from educrowd.core.errors import Invalid
from educrowd.core.stills import still_of

from ...bank.picturing import keep
from ...forms import LessonForm
from ...lessons.kinds import kind_of
from ...lessons.picture_forms import PictureForm
from ..blueprint import bp
from ..finding import lesson_of, own_course
from .lessons import editor, not_saved, saved


@bp.post("/studio/courses/<slug>/lessons/<uid>/pictures")
@needs("courses.work")
def add_lesson_picture(slug: str, uid: str):
    course, form, picture = own_course(slug), LessonForm(), PictureForm()
    lesson = lesson_of(course, uid)
    settings = kind_of(lesson).form_of()
    if not all([form.validate(), settings is None or settings.validate(), picture.validate()]):
        return editor(course, lesson, form, settings, picture=picture, status=422)
    try:
        [kept] = keep(course, [still_of(picture.bytes)])
    except Invalid as refusal:
        refusal.field = "picture"
        picture.refuse(refusal)
        return editor(course, lesson, form, settings, picture=picture, status=422)
    body = picture.placed_in(form.body.data or "", kept.digest)
    refused = not_saved(course, lesson, form, settings, body=body)
    return refused or saved(lesson, "The picture stands in the text.", anchor=kept.digest)
