"""Projects as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..limits import RISKS, STORY, SUMMARY, TITLE
from ..models.project import KINDS, POLICIES, STATES


class ProjectQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=100), metadata={"description": "Words in title or summary."})
    state = fields.String(validate=validate.OneOf(STATES))
    kind = fields.String(validate=validate.OneOf(KINDS))
    category = fields.String(validate=validate.Length(max=40))
    sort = fields.Sort("created_at", "deadline", "title", default="-created_at")


class ProjectIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "A telescope for every school"})
    slug = fields.Slug()
    summary = fields.Text(SUMMARY, blank=True, load_default="")
    category = fields.Text(40, blank=True, load_default="", metadata={"example": "Science"})
    story = fields.Text(STORY, blank=True, load_default="", metadata={"description": "Markdown."})
    risks = fields.Text(RISKS, blank=True, load_default="", metadata={"description": "Markdown."})
    goal_amount = fields.MinorUnits(
        minimum=1, required=True, metadata={"example": 25_00, "description": "For a month, where it is `recurring`."}
    )
    currency = fields.Currency()
    kind = fields.String(load_default="all_or_nothing", validate=validate.OneOf(KINDS))
    deadline = fields.Utc(
        allow_none=True, load_default=None, metadata={"description": "A membership has none until it is stopped."}
    )
    recovery_days = fields.Integer(
        strict=True,
        load_default=14,
        validate=validate.Range(7, 30),
        metadata={"description": "How long a backer whose card failed can still pay."},
    )
    collected_percent = fields.Integer(
        strict=True,
        allow_none=True,
        load_default=None,
        validate=validate.Range(1, 100),
        metadata={"description": "Everybody is refunded if less than so many percent of the goal could be collected."},
    )
    launch_at = fields.Utc(
        allow_none=True, load_default=None, metadata={"description": "When to go live; left out: at once."}
    )
    course_id = fields.Id(allow_none=True, load_default=None)
    comment_policy = fields.String(
        load_default="backers",
        validate=validate.OneOf(POLICIES),
        metadata={"description": "Who may comment; a first comment waits, but for backers'."},
    )


class ProjectOut(Resource):
    title = fields.String()
    slug = fields.String()
    summary = fields.String()
    category = fields.String()
    story = fields.String()
    risks = fields.String()
    kind = fields.String(validate=validate.OneOf(KINDS))
    state = fields.String(validate=validate.OneOf(STATES))
    goal_amount = fields.Integer()
    currency = fields.String()
    deadline = fields.Utc(allow_none=True)
    recovery_days = fields.Integer()
    collected_percent = fields.Integer(allow_none=True)
    launch_at = fields.Utc(allow_none=True)
    launched_at = fields.Utc(allow_none=True)
    suspended_at = fields.Utc(allow_none=True)
    cancel_reason = fields.String()
    creator_id = fields.Id()
    course_id = fields.Id(allow_none=True)
    comment_policy = fields.String(validate=validate.OneOf(POLICIES))
    raised_amount = fields.Integer(attribute="raised.minor", metadata={"description": "What counts, matches included."})
    matched_amount = fields.Integer(attribute="matched.minor", metadata={"description": "What sponsors add of that."})
    collected_amount = fields.Integer(attribute="totals.collected_amount")
    at_risk_amount = fields.Integer(attribute="totals.at_risk_amount")
    late_amount = fields.Integer(
        attribute="totals.late_amount", metadata={"description": "What of it came after the end."}
    )
    backers_count = fields.Integer()
