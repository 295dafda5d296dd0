"""The parts of a site as JSON."""

from __future__ import annotations

from marshmallow import validate

from educrowd.core.api import PageQuery, Resource, Schema, fields
from educrowd.core.current import current

from ..limits import ALT, BODY, EXCERPT, TITLE
from ..models.entry import STATUSES
from ..schemas import Author
from .blocks import BUTTON, MOST_SHOWN, TAG, TEXT, WHO
from .blocks import KINDS as BLOCKS
from .blocks import TITLE as TITLE_LINE
from .front_page import MOST as MOST_BLOCKS
from .menus import ADDRESS, KINDS, LABEL, MOST, PLACES

STATUS = validate.OneOf(STATUSES)


class PageIn(Schema):
    title = fields.Text(TITLE, required=True)
    slug = fields.Slug(metadata={"description": "Its address below the site's; no address of the application."})
    body_markdown = fields.Text(BODY, blank=True, load_default="")
    excerpt = fields.Text(EXCERPT, blank=True, load_default="")
    status = fields.String(load_default="draft", validate=STATUS)
    published_at = fields.Utc(load_default=None, allow_none=True)
    unpublish_at = fields.Utc(
        load_default=None, allow_none=True, metadata={"description": "When it becomes a draft again."}
    )


class PageUpdate(PageIn):
    version = fields.Version(
        metadata={"description": "The version that this change stands on; 409 when it is not the present one."}
    )


class PageTeaser(Resource):
    tenant_id = fields.TenantId()
    title = fields.String()
    slug = fields.String()
    excerpt = fields.String()
    summary = fields.String()
    status = fields.String(validate=STATUS)
    published_at = fields.Utc(allow_none=True)
    unpublish_at = fields.Utc(allow_none=True)
    version = fields.Integer()
    words = fields.Integer()
    url = fields.Function(lambda page: current.tenant.origin + page.path, metadata={"type": "string"})


class PageOut(PageTeaser):
    body_markdown = fields.String()
    body_html = fields.String()


class PageRevisionTeaser(Schema):
    page_id = fields.Id(attribute="post_id")
    tenant_id = fields.TenantId()
    version = fields.Integer()
    title = fields.String()
    author = fields.Function(lambda revision: Author().dump(revision), metadata={"type": "object"})
    created_at = fields.Utc()


class PageRevisionOut(PageRevisionTeaser):
    excerpt = fields.String()
    body_markdown = fields.String()


class PageDraftLinkOut(Resource):
    tenant_id = fields.TenantId()
    page_id = fields.Id(attribute="post_id")
    url = fields.String()
    expires_at = fields.Utc()
    author = fields.Function(lambda link: Author().dump(link), metadata={"type": "object"})


class PageRestorationIn(Schema):
    version = fields.Version(required=True, metadata={"description": "The present version of the page."})


class SitePageQuery(PageQuery):
    sort = fields.Sort("title", "created_at", "updated_at", default="title")
    status = fields.String(validate=STATUS)


class MenuEntry(Schema):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(KINDS),
        metadata={"description": "`part` of the site, `page` of yours, `link` elsewhere.", "example": "part"},
    )
    to = fields.Text(
        ADDRESS,
        required=True,
        metadata={"description": "/courses/ for a part, /about-us for a page, else https:// or mailto:."},
    )
    label = fields.Text(
        LABEL, blank=True, load_default="", metadata={"description": "Empty: as a part or page is called itself."}
    )
    is_hidden = fields.Boolean(load_default=False, attribute="hidden")


class MenuEntryOut(MenuEntry):
    is_draft = fields.Boolean(attribute="out", metadata={"description": "Its page is a draft: nobody sees the entry."})


class MenuIn(Schema):
    entries = fields.List(fields.Nested(MenuEntry), required=True, validate=validate.Length(max=MOST))


class MenuOut(Schema):
    place = fields.String(validate=validate.OneOf(list(PLACES)))
    tenant_id = fields.TenantId()
    entries = fields.List(fields.Nested(MenuEntryOut))


class BlockIn(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(list(BLOCKS)), metadata={"example": "quote"})
    title = fields.Text(TITLE_LINE, blank=True)
    text = fields.Text(TEXT, blank=True, metadata={"description": "Markdown.", "example": "They print with care."})
    who = fields.Text(WHO, blank=True, metadata={"description": "Of a quote: who said it."})
    picture = fields.Text(ADDRESS, blank=True, metadata={"description": "One of the site's own: /files/….webp."})
    alt = fields.Text(ALT, blank=True, metadata={"description": "What it shows; left out, what it says itself."})
    label = fields.Text(BUTTON, blank=True, metadata={"description": "The words on the button."})
    to = fields.Text(ADDRESS, blank=True, metadata={"description": "Where the button leads."})
    source = fields.Text(
        20,
        blank=True,
        metadata={
            "description": "Of courses `newest`, `chosen`; of projects `live`, `chosen`; of posts `newest`, `tag`."
        },
    )
    ids = fields.List(fields.Id(), validate=validate.Length(max=MOST_SHOWN), metadata={"description": "The chosen."})
    tag = fields.Text(TAG, blank=True, metadata={"description": "A tag's slug."})
    count = fields.Integer(strict=True, validate=validate.Range(1, MOST_SHOWN), metadata={"description": "At most."})


class FrontPageIn(Schema):
    blocks = fields.List(fields.Nested(BlockIn), required=True, validate=validate.Length(max=MOST_BLOCKS))
    publish = fields.Boolean(load_default=False, metadata={"description": "Whether everybody sees it at once."})


class FrontPageOut(Schema):
    tenant_id = fields.TenantId()
    blocks = fields.List(fields.Nested(BlockIn))
    is_published = fields.Boolean()
    has_changes = fields.Boolean(metadata={"description": "Whether the draft is another than what visitors see."})
    published_at = fields.Utc(allow_none=True)
