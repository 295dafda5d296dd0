"""SCORM packages and how far learners are in them, as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Resource, Schema, fields, validate

LARGEST = 10 * 1024 * 1024


class PackageIn(Schema):
    content = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LARGEST * 4 // 3 + 4),
        metadata={
            "description": "A ZIP of SCORM 1.2 with one part, at most 10 MB, in Base64. The studio takes larger ones.",
            "format": "byte",
            "example": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==",
        },
    )


class PackageOut(Resource):
    course_id = fields.Id()
    public_id = fields.String(metadata={"example": "9f86d081884c7d659a2f"})
    title = fields.String()
    mastery_score = fields.Float(allow_none=True, metadata={"example": 80})
    files_count = fields.Integer()
    size_bytes = fields.Integer()


class CommitIn(Schema):
    values = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "What the package told, by element.", "example": {"cmi.core.lesson_status": "passed"}},
    )
    seq = fields.Integer(
        strict=True,
        required=True,
        validate=validate.Range(0, 2**31 - 1),
        metadata={"description": "The `seq` that was read last: whoever has an older one is refused with 409."},
    )
    begins = fields.Boolean(load_default=False, metadata={"description": "True once for each sitting."})


class RunOut(Schema):
    lesson_uid = fields.String(metadata={"example": "k3f9x2mp7q"})
    seq = fields.Integer()
    status = fields.String()
    points = fields.Float(allow_none=True)
    out_of = fields.Float(allow_none=True)
    values = fields.Dict(keys=fields.String(), values=fields.String())
