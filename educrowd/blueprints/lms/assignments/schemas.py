"""Work that is handed in, as the API reads and shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import marshmallow as ma
from flask import url_for

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate
from educrowd.core.current import current

from ..grading.schemas import Points
from ..lessons.media_schemas import FOR_BROWSERS, LONGEST
from ..limits import FEEDBACK, REASON, TITLE, WORK
from ..models import Submission
from ..models.submission import STATES
from .rubrics import MOST_CRITERIA, MOST_LEVELS
from .seeing import let_see


class SubmissionQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES[1:]))


class WorkFileOut(Schema):
    public_id = fields.String()
    name = fields.String()
    media_type = fields.String()
    size_bytes = fields.Integer()
    url = fields.String(metadata={"description": FOR_BROWSERS})


class WorkFileIn(Schema):
    name = fields.Text(TITLE, required=True, metadata={"example": "sketch.pdf"})
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST),
        metadata={"description": "In Base64.", "format": "byte", "example": "JVBERi0xLjcKJSBhIHNrZXRjaAo="},
    )


class WorkIn(Schema):
    text = fields.Text(WORK, blank=True, required=True)
    seq = fields.Version(
        required=True, metadata={"description": "As it was read last; 409 where somebody wrote since."}
    )


class WorkOut(Schema):
    """What a learner writes, before it is handed in; nobody else reads it."""

    lesson_uid = fields.String()
    text = fields.String()
    files = fields.List(fields.Nested(WorkFileOut))
    seq = fields.Integer()
    state = fields.String(validate=validate.OneOf(STATES))
    handed_in = fields.Integer(metadata={"description": "How many versions."})
    refusal = fields.String(metadata={"description": "Why nothing can be handed in now; empty where it can."})
    due_at = fields.Utc(allow_none=True)
    closes_at = fields.Utc(allow_none=True)
    late_percent = fields.Integer(metadata={"description": "What comes off if it is handed in now."})


class MarkGivenOut(Schema):
    criterion = fields.String()
    level = fields.String()
    points = fields.Float()
    out_of = fields.Float()
    comment = fields.String()


class AssessmentOut(Schema):
    id = fields.Id(metadata={"example": 12})
    by_id = fields.Integer(allow_none=True)
    points = fields.Float(allow_none=True, metadata={"description": "Before lateness; null: returned."})
    out_of = fields.Float(allow_none=True)
    feedback = fields.String()
    marks = fields.List(fields.Nested(MarkGivenOut))
    created_at = fields.Utc()


class VersionOut(Schema):
    number = fields.Integer()
    text = fields.String()
    files = fields.List(fields.Nested(WorkFileOut), attribute="uploads")
    submitted_at = fields.Utc()


class SubmissionOut(Resource):
    enrollment_id = fields.Id()
    user_id = fields.Integer(attribute="enrollment.user_id")
    lesson_uid = fields.String()
    state = fields.String(validate=validate.OneOf(STATES))
    revision = fields.Integer(metadata={"description": "Who assesses sends it back, so that nothing is overlooked."})
    waiting_since = fields.Utc(allow_none=True)
    claimed_by_id = fields.Integer(allow_none=True)
    versions = fields.List(fields.Nested(VersionOut))
    assessments = fields.List(
        fields.Nested(AssessmentOut), attribute="seen", metadata={"description": "Learners see no grade held back."}
    )

    @ma.pre_dump(pass_collection=True)
    def look(self, shown: Any, many: bool, **_: Any) -> Any:
        """What its reader may know, and where files are, in one query however many there are."""
        submissions = list(shown) if many else [shown]
        for is_staff, some in _by_standing(submissions):
            let_see(some, is_staff=is_staff)
            _address(some, is_staff=is_staff)
        return submissions if many else shown


def _by_standing(submissions: list[Submission]) -> Iterator[tuple[bool, list[Submission]]]:
    """Those of courses that one makes, and those that one only handed in."""
    for is_staff in (True, False):
        yield is_staff, [each for each in submissions if each.enrollment.course.assisted_by(current.user) == is_staff]


def _address(submissions: list[Submission], *, is_staff: bool) -> None:
    for submission in submissions:
        slug, uid = submission.enrollment.course.slug, submission.lesson_uid
        for file in submission.uploads:
            file.url = (
                url_for("lms.submission_file", slug=slug, id=submission.id, public_id=file.public_id)
                if is_staff
                else url_for("lms.work_file", slug=slug, uid=uid, public_id=file.public_id)
            )


class CriterionMarkIn(Schema):
    criterion = fields.Text(40, required=True, metadata={"description": "The id of a criterion of the rubric."})
    level = fields.Integer(strict=True, required=True, validate=validate.Range(1, MOST_LEVELS))
    comment = fields.Text(REASON, blank=True, load_default="")


class AssessmentIn(Schema):
    marks = fields.List(
        fields.Nested(CriterionMarkIn),
        validate=validate.Length(max=MOST_CRITERIA),
        metadata={"description": "Where the assignment has a rubric, in the place of points."},
    )
    points = Points(metadata={"description": "Left out, with no marks: returned for another version.", "example": 18})
    feedback = fields.Text(FEEDBACK, blank=True, load_default="")
    revision = fields.Version(required=True)
