"""/api/v1/search/: posts, pages, courses and projects by their words."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import ApiBlueprint, PageQuery, Schema, fields, validate
from educrowd.core.current import current
from educrowd.core.highlighting import excerpt
from educrowd.core.searching import LONGEST, Found, search

KINDS = ("post", "page", "course", "project")
searching = ApiBlueprint("search_api", __name__, url_prefix="/api/v1/search", description="Finding by words")


class FoundOut(Schema):
    kind = fields.String(validate=validate.OneOf(KINDS))
    id = fields.Id()
    tenant_id = fields.Integer()
    title = fields.String()
    url = fields.String()
    excerpt = fields.String(metadata={"description": "Plain text around what was found."})
    excerpt_html = fields.String(metadata={"description": "The same, with what was found in <mark>."})
    rank = fields.Float()
    published_at = fields.Utc(allow_none=True)


class SearchQuery(PageQuery):
    q = fields.Text(LONGEST, required=True, metadata={"description": "Words, a “phrase”, or -words left out."})
    kind = fields.String(validate=validate.OneOf(KINDS))


@searching.route("/")
class Search(MethodView):
    @searching.arguments(SearchQuery, location="query")
    @searching.page(FoundOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        """What everybody may read and has the words, also misspelled ones; the best first."""
        words, kind = query["q"], query.get("kind")
        return [_shown(one, words) for one in search(words) if kind in (None, one.kind)]


def _shown(found: Found, words: str) -> dict[str, Any]:
    html = excerpt(found.text, words)
    return {
        "kind": found.kind,
        "id": found.id,
        "tenant_id": current.tenant_id,
        "title": found.title,
        "url": current.tenant.origin + found.url,
        "excerpt": html.striptags(),
        "excerpt_html": html,
        "rank": found.rank,
        "published_at": found.at,
    }
