"""Tags and series as JSON."""

from __future__ import annotations

from typing import Any

from flask import url_for
from marshmallow import validate

from educrowd.core.api import Resource, Schema, fields
from educrowd.core.current import current

from ..limits import DESCRIPTION, TAG, TITLE
from ..models.serial import MOST_PARTS

WORDS = {"description": "Stands above its posts. Plain words.", "example": "All that is black and runs."}
COUNT = {"description": "Public posts; for those who may change everybody's posts, drafts as well."}


class TagOut(Resource):
    tenant_id = fields.TenantId()
    slug = fields.String()
    name = fields.String()
    description = fields.String(metadata={"description": "What it is about."})
    posts_count = fields.Integer(metadata=COUNT)


class TagUpdate(Schema):
    name = fields.Text(TAG, metadata={"description": "Its slug follows; the former address leads on."})
    description = fields.Text(DESCRIPTION, blank=True, metadata=WORDS)


class MergeIn(Schema):
    into_id = fields.Id(required=True, metadata={"description": "The tag that the posts get instead."})


class SeriesUpdate(Schema):
    title = fields.Text(TITLE, metadata={"description": "Its slug follows; the former address leads on."})
    description = fields.Text(DESCRIPTION, blank=True, metadata=WORDS)


class PartsIn(Schema):
    post_ids = fields.List(
        fields.Id(),
        required=True,
        validate=validate.Length(1, MOST_PARTS),
        metadata={"description": "Every part of the series once, the first one first."},
    )


class SeriesOut(Resource):
    tenant_id = fields.TenantId()
    slug = fields.String()
    title = fields.String()
    description = fields.String(metadata=WORDS)
    posts_count = fields.Integer(metadata=COUNT)
    url = fields.Function(
        lambda series: current.tenant.origin + url_for("blog.series.show", slug=series["slug"]),
        metadata={"type": "string"},
    )


def shown(row: Any, count: int) -> dict[str, Any]:
    """A tag or a series with how many posts it has, as TagOut and SeriesOut take it."""
    names = ("id", "slug", "name", "title", "description", "created_at", "updated_at")
    return {**{name: getattr(row, name) for name in names if hasattr(row, name)}, "posts_count": count}
