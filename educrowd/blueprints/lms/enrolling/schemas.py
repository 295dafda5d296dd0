"""Lists of people to enroll, as the API reads and answers them."""

from __future__ import annotations

from educrowd.core.api import Schema, fields, validate

from .from_lists import LONGEST_NAME, MOST_LINES, OUTCOMES


class ListedPersonIn(Schema):
    email = fields.Text(254, required=True, metadata={"example": "ada@example.org"})
    name = fields.Text(LONGEST_NAME, blank=True, load_default="", metadata={"example": "Ada Lovelace"})


class EnrollmentListIn(Schema):
    people = fields.List(fields.Nested(ListedPersonIn), required=True, validate=validate.Length(1, MOST_LINES))
    dry_run = fields.Boolean(load_default=False, metadata={"description": "Only say what would become of each."})


class EnrollmentLineOut(Schema):
    number = fields.Integer(metadata={"description": "Its place in the list, from 1."})
    email = fields.String()
    outcome = fields.String(validate=validate.OneOf(list(OUTCOMES)))
    words = fields.String(metadata={"description": "The same for people."})


class EnrollmentListOut(Schema):
    dry_run = fields.Boolean()
    lines = fields.List(fields.Nested(EnrollmentLineOut))
