"""The document of a course: `course.json` of an export. Uids and public ids are those of the site that wrote it."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from marshmallow import ValidationError

from educrowd.core.api import Schema, fields, validate
from educrowd.core.api.errors import problems
from educrowd.core.errors import Invalid

from ..dates.schemas import Moment
from ..limits import BODY, CATEGORY, DESCRIPTION, LONGEST_ACCESS, QUESTION, STATEMENT, SUMMARY, TAG, TAGS, TITLE

FORMAT, VERSION = "educrowd-course", 1
MOST_SECTIONS, MOST_LESSONS, MOST = 500, 2_000, 5_000


def _uid() -> fields.String:
    return fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9_.-]{1,80}\Z"))


def _all(schema: type[Schema], most: int = MOST) -> fields.List:
    return fields.List(fields.Nested(schema), load_default=list, validate=validate.Length(max=most))


class LessonDoc(Schema):
    """`notes` are for a report: what differs from the file that the document was made of."""

    uid = _uid()
    notes = fields.List(fields.String(), load_default=list, validate=validate.Length(max=50))
    kind = fields.String(required=True, validate=validate.Length(max=40))
    title = fields.Text(TITLE, required=True)
    body = fields.Text(BODY, blank=True, load_default="", metadata={"description": "Markdown."})
    settings = fields.Dict(load_default=dict, metadata={"description": "As its kind has them, with ids of this file."})
    preview = fields.Boolean(load_default=False)
    required = fields.Boolean(load_default=True)


class SectionDoc(Schema):
    uid = _uid()
    title = fields.Text(TITLE, required=True)
    lessons = _all(LessonDoc, MOST_LESSONS)


class EditionDoc(Schema):
    """What learners read, where the draft differs from it."""

    number = fields.Integer(load_default=1)
    note = fields.Text(1_000, blank=True, load_default="")
    sections = _all(SectionDoc, MOST_SECTIONS)


class FileDoc(Schema):
    """Its bytes lie in the archive as files/{public_id}."""

    public_id = _uid()
    name = fields.Text(TITLE, required=True)
    media_type = fields.String(load_default="", validate=validate.Length(max=100))
    size_bytes = fields.Integer(load_default=0)


class PackageDoc(Schema):
    """A SCORM package; in the archive as packages/{public_id}.zip."""

    public_id = _uid()
    title = fields.Text(TITLE, blank=True, load_default="")


class QuestionDoc(Schema):
    uid = _uid()
    notes = fields.List(fields.String(), load_default=list, validate=validate.Length(max=50))
    kind = fields.String(required=True, validate=validate.Length(max=40))
    title = fields.String(load_default="", validate=validate.Length(max=TITLE))
    text = fields.Text(QUESTION, required=True)
    content = fields.Dict(required=True)
    feedback = fields.String(load_default="", validate=validate.Length(max=QUESTION))
    category = fields.String(load_default="", validate=validate.Length(max=CATEGORY))
    tags = fields.List(fields.Text(TAG), load_default=list, validate=validate.Length(max=TAGS))


class RubricDoc(Schema):
    """One that assignments of the course are graded by; its criteria are checked where it is made."""

    uid = _uid()
    title = fields.Text(TITLE, required=True)
    criteria = fields.List(fields.Dict(), required=True, validate=validate.Length(max=100))


class RuleDoc(Schema):
    lesson_uid = _uid()
    opens_at = Moment(load_default=None, allow_none=True)
    opens_after_days = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 3650))
    due_at = Moment(load_default=None, allow_none=True)
    due_after_days = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 3650))
    closes_at = Moment(load_default=None, allow_none=True)
    needs_uid = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=80))
    needs_percent = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0, 100))


class GroupDoc(Schema):
    title = fields.Text(TITLE, required=True)
    weight = fields.Float(required=True, validate=validate.Range(0.01, 99_999))
    drop_lowest = fields.Integer(load_default=0, validate=validate.Range(0, 100))


class ItemDoc(Schema):
    uid = _uid()
    title = fields.Text(TITLE, required=True)
    by_hand = fields.Boolean(load_default=False)
    out_of = fields.Float(load_default=100.0, validate=validate.Range(0.01, 1_000_000))
    held = fields.Boolean(load_default=False)
    group = fields.String(load_default="", validate=validate.Length(max=TITLE))


class CertificateDoc(Schema):
    is_on = fields.Boolean(load_default=False)
    statement = fields.Text(STATEMENT, required=True)
    signatory = fields.String(load_default="", validate=validate.Length(max=STATEMENT))
    signatory_role = fields.String(load_default="", validate=validate.Length(max=STATEMENT))
    minimum_grade = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 100))
    valid_months = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 600))


class AccessDoc(Schema):
    """For how many days, or until when, learners have access; without either for good."""

    access_days = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, LONGEST_ACCESS))
    access_until = Moment(load_default=None, allow_none=True)
    renewable = fields.Boolean(load_default=False)


class CohortDoc(Schema):
    """Its dates and seats; neither who is in it nor the code that lets people in."""

    name = fields.Text(TITLE, required=True)
    starts_at = Moment(load_default=None, allow_none=True)
    ends_at = Moment(load_default=None, allow_none=True)
    seats = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 100_000))


class CourseDoc(Schema):
    format = fields.String(required=True, validate=validate.Equal(FORMAT))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(1, VERSION))
    source = fields.String(required=True, validate=validate.Length(1, 300))
    title = fields.Text(TITLE, required=True)
    summary = fields.String(load_default="", validate=validate.Length(max=SUMMARY))
    description = fields.String(load_default="", validate=validate.Length(max=DESCRIPTION))
    price_amount = fields.MinorUnits(load_default=0)
    currency = fields.Currency(load_default=None, allow_none=True)
    timezone = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(sorted(available_timezones())))
    in_order = fields.Boolean(load_default=False)
    sections = _all(SectionDoc, MOST_SECTIONS)
    edition = fields.Nested(EditionDoc, load_default=None, allow_none=True)
    files = _all(FileDoc)
    packages = _all(PackageDoc)
    questions = _all(QuestionDoc)
    rubrics = _all(RubricDoc)
    rules = _all(RuleDoc)
    groups = _all(GroupDoc)
    items = _all(ItemDoc)
    certificate = fields.Nested(CertificateDoc, load_default=None, allow_none=True)
    access = fields.Nested(AccessDoc, load_default=None, allow_none=True)
    cohorts = _all(CohortDoc)


def read_document(said: Any) -> dict[str, Any]:
    """The document as it is built; Invalid with the first place that is not as it should be."""
    try:
        loaded: Any = CourseDoc().load(said)
    except ValidationError as error:
        first = problems(error.messages)[0]
        where = f"{first['field']}: " if first["field"] else ""
        raise Invalid("file", f"course.json can't be read: {where}{first['message']}") from error
    return loaded
