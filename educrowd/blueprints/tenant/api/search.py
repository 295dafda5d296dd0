"""/api/v1/search/: posts, pages, courses and projects by their words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask.views import MethodView
from markupsafe import Markup

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import ApiBlueprint, PageQuery, Schema, fields, validate
from educrowd.core.current import current
from educrowd.core.highlighting import excerpt
from educrowd.core.searching import LONGEST, Found, search

KINDS = ("post", "page", "course", "project")
searching = ApiBlueprint("search_api", __name__, url_prefix="/api/v1/search", description="Finding by words")


@dataclass(frozen=True)
class Shown:
    """What was found, with the words that found it: excerpts are made of the page that is sent, not of all."""

    found: Found
    words: str

    @cached_property
    def excerpt(self) -> Markup:
        return excerpt(self.found.text, self.words)


class FoundOut(Schema):
    kind = fields.String(attribute="found.kind", validate=validate.OneOf(KINDS))
    id = fields.Id(attribute="found.id")
    tenant_id = fields.TenantId()
    title = fields.String(attribute="found.title")
    url = fields.Function(lambda shown: current.tenant.origin + shown.found.url, metadata={"type": "string"})
    excerpt = fields.Function(
        lambda shown: shown.excerpt.striptags(),
        metadata={"type": "string", "description": "Plain text around what was found."},
    )
    excerpt_html = fields.String(
        attribute="excerpt", metadata={"description": "The same, with what was found in <mark>."}
    )
    rank = fields.Float(attribute="found.rank")
    published_at = fields.Utc(attribute="found.at", allow_none=True)


class SearchQuery(PageQuery):
    q = fields.Text(LONGEST, required=True, metadata={"description": "Words, a “phrase”, or -words left out."})
    kind = fields.String(validate=validate.OneOf(KINDS))


@searching.route("/")
class Search(MethodView):
    @searching.arguments(SearchQuery, location="query")
    @searching.page(FoundOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> list[Shown]:
        """What everybody may read and has the words, also misspelled ones; the best first."""
        words, kind = query["q"], query.get("kind")
        return [Shown(one, words) for one in search(words) if kind in (None, one.kind)]
