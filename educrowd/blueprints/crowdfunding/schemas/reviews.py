"""Reviews, suspensions and cancellations as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Schema, fields, validate

from ..limits import WORDS
from ..models.review import VERDICTS


class ReviewIn(Schema):
    verdict = fields.String(required=True, validate=validate.OneOf(("approved", "sent_back")))
    words = fields.Text(WORDS, blank=True, load_default="", metadata={"description": "The creator reads them."})


class ReviewOut(Schema):
    id = fields.Id()
    tenant_id = fields.Id()
    project_id = fields.Id()
    asked_by_id = fields.Id(allow_none=True)
    asked_at = fields.Utc()
    verdict = fields.String(allow_none=True, validate=validate.OneOf(VERDICTS))
    words = fields.String()
    decided_by_id = fields.Id(allow_none=True)
    decided_at = fields.Utc(allow_none=True)


class ReasonIn(Schema):
    reason = fields.Text(WORDS, required=True)


class ResumptionIn(Schema):
    gives_time_back = fields.Boolean(
        load_default=False, metadata={"description": "Move the deadline by as long as the suspension lasted."}
    )


class ReviewSetting(Schema):
    review_projects = fields.Boolean(required=True, truthy={True}, falsy={False})
