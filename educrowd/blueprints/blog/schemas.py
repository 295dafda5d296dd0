"""Posts and tags as JSON."""

from __future__ import annotations

from typing import Any

from flask import url_for
from marshmallow import validate

from educrowd.core.api import PageQuery, Resource, Schema, fields
from educrowd.core.current import current

from .limits import BIO, BODY, EXCERPT, NAME, PART, TAG, TAGS, TITLE
from .models.commentable import POLICIES
from .models.draft_link import LONGEST_DAYS
from .models.post import STATUSES

WRITTEN = "`everyone`, `members`, or a kind and an id: `course:3`, `project:7`, `reward:12`."
STATUS = validate.OneOf(STATUSES)


def _about(post: Any) -> dict[str, Any] | None:
    return {"kind": post.about_kind, "id": post.about_id} if post.about_kind else None


def _series(post: Any) -> dict[str, Any] | None:
    series = post.series
    return {"id": series.id, "slug": series.slug, "title": series.title, "part": post.series_part} if series else None


def _whole(post: Any, text: str) -> str:
    """The text for those whom the post is for, nothing for others."""
    return text if post.opens_to(current.user) else ""


class Author(Schema):
    id = fields.Id(attribute="author_id")
    name = fields.String(attribute="author_name")


class AuthorTeaser(Schema):
    id = fields.Id()
    user_id = fields.Id(allow_none=True, metadata={"description": "Null: somebody who has no account here."})
    slug = fields.String()
    name = fields.String()
    url = fields.Function(
        lambda author: current.tenant.origin + url_for("blog.authors.show", slug=author.slug),
        metadata={"type": "string"},
    )


class AuthorOut(AuthorTeaser, Resource):
    tenant_id = fields.TenantId()
    bio = fields.String()
    portrait_id = fields.Id(allow_none=True, metadata={"description": "One of the site's pictures."})
    portrait_url = fields.Function(
        lambda author: author.portrait and current.tenant.origin + author.portrait.url,
        metadata={"type": ["string", "null"]},
    )


class AuthorUpdate(Schema):
    name = fields.Text(NAME)
    bio = fields.Text(BIO, blank=True)
    portrait_id = fields.Id(allow_none=True, metadata={"description": "A picture that one may choose; null for none."})


class PostIn(Schema):
    title = fields.Text(TITLE, required=True)
    slug = fields.Slug()
    body_markdown = fields.Text(BODY, blank=True, load_default="")
    excerpt = fields.Text(EXCERPT, blank=True, load_default="")
    tags = fields.List(fields.Text(TAG), load_default=list, validate=validate.Length(max=TAGS))
    audience = fields.Text(40, metadata={"description": f"{WRITTEN} Left out it stays.", "example": "everyone"})
    comment_policy = fields.String(
        load_default="site",
        validate=validate.OneOf(POLICIES),
        metadata={"description": "Whose comments are taken; `site`: as the site's own setting says."},
    )
    series = fields.Text(
        TITLE, blank=True, load_default="", metadata={"description": "The title of the series it is a part of."}
    )
    part = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, PART),
        metadata={"description": "Which part of the series; the last one where left out."},
    )
    co_author_ids = fields.List(
        fields.Id(),
        validate=validate.Length(max=10),
        metadata={"description": "People who write it besides its author; left out they stay."},
    )
    guest_names = fields.List(
        fields.Text(NAME),
        validate=validate.Length(max=10),
        metadata={
            "description": "People without an account who stand above it instead of its author; left out they stay."
            " For editors alone.",
            "example": ["Mira Holt"],
        },
    )
    status = fields.String(load_default="draft", validate=STATUS)
    published_at = fields.Utc(load_default=None, allow_none=True)
    unpublish_at = fields.Utc(
        load_default=None, allow_none=True, metadata={"description": "When it becomes a draft again."}
    )


class PostUpdate(PostIn):
    version = fields.Version(
        metadata={"description": "The version that this change stands on; 409 when it is not the present one."}
    )


class PostGone(Schema):
    id = fields.Id()
    tenant_id = fields.Id()


class PostTeaser(Resource):
    audience = fields.String(attribute="addressed_to", metadata={"description": WRITTEN})
    about = fields.Function(_about, metadata={"type": "object", "nullable": True})
    tenant_id = fields.TenantId()
    title = fields.String()
    slug = fields.String()
    excerpt = fields.String()
    summary = fields.String()
    tags = fields.List(fields.Pluck("TagOut", "name"))
    author = fields.Function(lambda post: Author().dump(post), metadata={"type": "object"})
    authors = fields.List(fields.Nested("AuthorTeaser"))
    series = fields.Function(_series, metadata={"type": "object", "nullable": True})
    comment_policy = fields.String(validate=validate.OneOf(POLICIES))
    status = fields.String(validate=STATUS)
    published_at = fields.Utc(allow_none=True)
    unpublish_at = fields.Utc(allow_none=True)
    version = fields.Integer()
    words = fields.Integer()
    url = fields.Function(
        lambda post: current.tenant.origin + url_for("blog.posts.show", slug=post.slug), metadata={"type": "string"}
    )


class PostOut(PostTeaser):
    is_open = fields.Function(lambda post: post.opens_to(current.user), metadata={"type": "boolean"})
    body_markdown = fields.Function(lambda post: _whole(post, post.body_markdown), metadata={"type": "string"})
    body_html = fields.Function(lambda post: _whole(post, post.body_html), metadata={"type": "string"})


class ArchiveMonthOut(Schema):
    year = fields.Integer(metadata={"example": 2019})
    month = fields.Integer(metadata={"example": 5})
    posts_count = fields.Integer()
    url = fields.Function(
        lambda one: current.tenant.origin + url_for("blog.archive.month", year=one.year, month=one.month),
        metadata={"type": "string"},
    )


class PostQuery(PageQuery):
    sort = fields.Sort("published_at", "created_at", "updated_at", "title", default="-published_at")
    status = fields.String(validate=STATUS)
    tag = fields.String(metadata={"description": "A tag's slug.", "example": "letterpress"})
    month = fields.String(
        validate=validate.Regexp(r"^[12]\d{3}-(0[1-9]|1[0-2])\Z"),
        metadata={"description": "Public posts of this month alone.", "example": "2019-05"},
    )
    q = fields.String(metadata={"description": "Words of the title or the summary."})


class AudienceOut(Schema):
    audience = fields.String(metadata={"description": WRITTEN})
    kind = fields.String(metadata={"description": "What these people are called together."})
    name = fields.String()


class PostFindingOut(Schema):
    rule = fields.String(validate=validate.OneOf(("alt", "heading", "link")))
    words = fields.String(metadata={"description": "What to mend, and where."})


class RevisionTeaser(Schema):
    post_id = fields.Id()
    tenant_id = fields.TenantId()
    version = fields.Integer()
    title = fields.String()
    author = fields.Function(lambda revision: Author().dump(revision), metadata={"type": "object"})
    created_at = fields.Utc()


class RevisionOut(RevisionTeaser):
    excerpt = fields.String()
    body_markdown = fields.String()


class RestorationIn(Schema):
    version = fields.Version(required=True, metadata={"description": "The present version of the post."})


class DraftLinkIn(Schema):
    expires_in_days = fields.Integer(strict=True, load_default=7, validate=validate.Range(1, LONGEST_DAYS))


class DraftLinkOut(Resource):
    tenant_id = fields.TenantId()
    post_id = fields.Id()
    url = fields.String()
    expires_at = fields.Utc()
    author = fields.Function(lambda link: Author().dump(link), metadata={"type": "object"})
