"""Courses as the API reads and shows them."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from .bank.picture_schemas import PictureOut
from .bank.picturing import loaded_at
from .lessons.kinds import KINDS
from .limits import BODY, DESCRIPTION, SUMMARY, TITLE
from .models.enrollment import progress_of
from .models.offered import STATUSES
from .models.pictures import pictures_in

LONGEST_OUTLINE = 10_000


class CourseQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=100), metadata={"description": "Words in title or summary."})
    status = fields.String(validate=validate.OneOf(STATUSES))
    sort = fields.Sort("created_at", "title", "published_at", default="-created_at")


class CourseIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "Reading the Night Sky"})
    slug = fields.Slug()
    summary = fields.Text(SUMMARY, blank=True, load_default="")
    description = fields.Text(DESCRIPTION, blank=True, load_default="", metadata={"description": "Markdown."})
    price_amount = fields.MinorUnits(load_default=0)
    currency = fields.Currency()
    status = fields.String(load_default="draft", validate=validate.OneOf(STATUSES))


class CourseOut(Resource):
    title = fields.String(metadata={"example": "Reading the Night Sky"})
    slug = fields.String(metadata={"example": "reading-the-night-sky"})
    summary = fields.String()
    description = fields.String()
    description_html = fields.String()
    price_amount = fields.MinorUnits()
    currency = fields.Currency()
    status = fields.String(validate=validate.OneOf(STATUSES))
    instructor_id = fields.Id()
    teachers = fields.List(
        fields.String(), attribute="taught_names", dump_only=True, metadata={"description": "Who makes it, by name."}
    )
    version = fields.Integer(metadata={"description": "Number of the edition that is out; 0 before the first."})
    published_at = fields.Utc(allow_none=True)
    reviews_count = fields.Integer(dump_only=True)
    rating = fields.Float(
        dump_only=True, allow_none=True, metadata={"description": "Stars of its reviews on average, 1 to 5."}
    )


class SectionIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "Drawing a map"})
    position = fields.Integer(strict=True, validate=validate.Range(1, LONGEST_OUTLINE))


class SectionOut(Resource):
    id = fields.Id(attribute="section_id", dump_only=True, metadata={"example": 12})
    course_id = fields.Id()
    uid = fields.String(metadata={"example": "k3f9x2mp7q"})
    title = fields.String()
    position = fields.Integer()


class LessonIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "The Plough"})
    kind = fields.String(load_default="text", validate=validate.OneOf(KINDS))
    body = fields.Text(BODY, blank=True, load_default="", metadata={"description": "Markdown."})
    settings = fields.Dict(
        keys=fields.String(), load_default=dict, metadata={"description": "What this kind of lesson can be set to."}
    )
    section_id = fields.Id(metadata={"description": "Left out: the course's last section."})
    position = fields.Integer(
        strict=True,
        validate=validate.Range(1, LONGEST_OUTLINE),
        metadata={"description": "Place in the section, from 1; left out: the end."},
    )
    preview = fields.Boolean(load_default=False)
    required = fields.Boolean(load_default=True)


class LessonOut(Resource):
    """A lesson in an outline, without its text."""

    id = fields.Id(attribute="lesson_id", dump_only=True, metadata={"example": 12})
    course_id = fields.Integer(attribute="section.course_id")
    section_id = fields.Id()
    uid = fields.String(metadata={"example": "k3f9x2mp7q"})
    kind = fields.String()
    title = fields.String()
    position = fields.Integer()
    preview = fields.Boolean()
    required = fields.Boolean()


class LessonTextOut(LessonOut):
    """A lesson with its text, for those who may read it."""

    body = fields.String()
    html = fields.String()
    settings = fields.Dict(metadata={"description": "As its kind understands them."})
    pictures = fields.List(fields.Nested(PictureOut))

    @ma.pre_dump
    def name_pictures(self, lesson: Any, **_: Any) -> Any:
        """What the text shows, and where it is loaded."""
        lesson.pictures = loaded_at(f"lessons/{lesson.lesson_id}", pictures_in(lesson.html))
        return lesson


class EnrollmentQuery(PageQuery):
    course_id = fields.QueryId()
    user_id = fields.QueryId()
    status = fields.String(validate=validate.OneOf(("active", "completed", "closed")))
    sort = fields.Sort("created_at", default="-created_at")


class EnrollmentIn(Schema):
    course_id = fields.Id(required=True)
    user_id = fields.Id(metadata={"description": "For the course's makers: the member to enroll."})


class EnrollmentOut(Resource):
    course_id = fields.Id()
    user_id = fields.Id()
    status = fields.String(validate=validate.OneOf(("active", "completed", "closed")))
    progress_percent = fields.Integer(attribute="measured", metadata={"minimum": 0, "maximum": 100})
    completed_at = fields.Utc(allow_none=True)
    expires_at = fields.Utc(allow_none=True)
    cohort_id = fields.Id(allow_none=True)
    course_version = fields.Integer(allow_none=True)

    @ma.pre_dump(pass_collection=True)
    def measure(self, shown: Any, many: bool, **_: Any) -> Any:
        """Progress of all that is shown, in one query."""
        enrollments = shown if many else [shown]
        progress = progress_of(enrollments)
        for enrollment in enrollments:
            enrollment.measured = progress[enrollment.id]
        return shown


class CompletionOut(Schema):
    lesson_uid = fields.String(metadata={"example": "k3f9x2mp7q"})
    completed_at = fields.Utc()


class LessonFiguresOut(Schema):
    uid = fields.String()
    title = fields.String()
    completed = fields.Integer()


class AnalyticsOut(Schema):
    """Counted in the background when somebody enrolls or finishes; empty before."""

    enrollments = fields.Integer()
    active = fields.Integer()
    completed = fields.Integer()
    closed = fields.Integer()
    not_started = fields.Integer()
    completion_rate = fields.Integer(metadata={"description": "Percent."})
    average_progress = fields.Integer(metadata={"description": "Percent."})
    lessons = fields.List(fields.Nested(LessonFiguresOut))
    enrolled_by_day = fields.List(fields.Integer(), metadata={"description": "The last 30 days, oldest first."})
    computed_at = fields.String()
