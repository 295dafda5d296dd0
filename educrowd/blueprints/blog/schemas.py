"""Posts and tags as JSON."""

from __future__ import annotations

from typing import Any

from flask import url_for
from marshmallow import validate

from educrowd.core.api import PageQuery, Resource, Schema, fields
from educrowd.core.current import current

from .limits import BODY, EXCERPT, TAG, TAGS, TITLE
from .models.addressed import AUDIENCES
from .models.post import STATUSES

AUDIENCE = validate.OneOf(AUDIENCES)
STATUS = validate.OneOf(STATUSES)


def _about(post: Any) -> dict[str, Any] | None:
    return {"kind": post.about_kind, "id": post.about_id} if post.about_kind else None


def _whole(post: Any, text: str) -> str:
    """The text for those whom the post is for, nothing for others."""
    return text if post.opens_to(current.user) else ""


class Author(Schema):
    id = fields.Id(attribute="author_id")
    name = fields.String(attribute="author_name")


class PostIn(Schema):
    title = fields.Text(TITLE, required=True)
    slug = fields.Slug()
    body_markdown = fields.Text(BODY, blank=True, load_default="")
    excerpt = fields.Text(EXCERPT, blank=True, load_default="")
    tags = fields.List(fields.Text(TAG), load_default=list, validate=validate.Length(max=TAGS))
    status = fields.String(load_default="draft", validate=STATUS)
    published_at = fields.Utc(load_default=None, allow_none=True)


class PostUpdate(PostIn):
    audience = fields.String(validate=AUDIENCE)
    version = fields.Integer(
        strict=True,
        validate=validate.Range(0, fields.BIGINT_MAX),
        metadata={"description": "The version that this change stands on; 409 when it is not the present one."},
    )


class PostTeaser(Resource):
    audience = fields.String(
        validate=AUDIENCE, metadata={"description": "`entitled`: for those alone who back or take what it is about."}
    )
    about = fields.Function(_about, metadata={"type": "object", "nullable": True})
    tenant_id = fields.Function(lambda _: current.tenant_id, metadata={"type": "integer"})
    title = fields.String()
    slug = fields.String()
    excerpt = fields.String()
    summary = fields.String()
    tags = fields.List(fields.Pluck("TagOut", "name"))
    author = fields.Function(lambda post: Author().dump(post), metadata={"type": "object"})
    status = fields.String(validate=STATUS)
    published_at = fields.Utc(allow_none=True)
    version = fields.Integer()
    words = fields.Integer()
    url = fields.Function(
        lambda post: current.tenant.origin + url_for("blog.posts.show", slug=post.slug), metadata={"type": "string"}
    )


class PostOut(PostTeaser):
    body_markdown = fields.Function(lambda post: _whole(post, post.body_markdown), metadata={"type": "string"})
    body_html = fields.Function(lambda post: _whole(post, post.body_html), metadata={"type": "string"})


class PostQuery(PageQuery):
    sort = fields.Sort("published_at", "created_at", "updated_at", "title", default="-published_at")
    status = fields.String(validate=STATUS)
    tag = fields.String(metadata={"description": "A tag's slug.", "example": "letterpress"})
    q = fields.String(metadata={"description": "Words of the title or the summary."})


class TagOut(Resource):
    tenant_id = fields.Function(lambda _: current.tenant_id, metadata={"type": "integer"})
    slug = fields.String()
    name = fields.String()
    posts_count = fields.Integer()
