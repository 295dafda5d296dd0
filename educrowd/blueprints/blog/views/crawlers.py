"""What search engines ask a site for."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort, request, url_for

from educrowd.core import registry
from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.registry import Place

bp = Blueprint("crawlers", __name__)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
# More is for several sitemaps, says the protocol.
MOST_ADDRESSES = 50_000


@bp.get("/sitemap.xml")
@needs(PUBLIC)
def sitemap() -> Response:
    """All public addresses, or where they are more than a sitemap may have, the parts that have them."""
    places = registry.sitemap.collect()
    if len(places) <= MOST_ADDRESSES:
        return _answer("urlset", "url", places)
    parts = range(1, math.ceil(len(places) / MOST_ADDRESSES) + 1)
    return _answer("sitemapindex", "sitemap", [Place(url_for(".sitemap_part", number=number)) for number in parts])


@bp.get("/sitemap-<int(min=1, max=9999):number>.xml")
@needs(PUBLIC)
def sitemap_part(number: int) -> Response:
    start = (number - 1) * MOST_ADDRESSES
    places = registry.sitemap.collect()[start : start + MOST_ADDRESSES]
    return _answer("urlset", "url", places) if places else abort(404)


def _answer(root: str, each: str, places: list[Place]) -> Response:
    listed = ET.Element(root, xmlns=SITEMAP)
    for place in places:
        entry = ET.SubElement(listed, each)
        ET.SubElement(entry, "loc").text = current.tenant.origin + place.url
        if place.changed_at:
            ET.SubElement(entry, "lastmod").text = place.changed_at.isoformat(timespec="seconds")
    response = Response(ET.tostring(listed, encoding="utf-8", xml_declaration=True), mimetype="application/xml")
    response.add_etag()
    return response.make_conditional(request)  # pyright: ignore[reportReturnType]


@bp.get("/robots.txt")
@needs(PUBLIC)
def robots() -> Response:
    lines = [
        "User-agent: *",
        *(f"Disallow: /{path}/" for path in ("studio", "account", "learn", "api")),
        f"Sitemap: {current.tenant.origin}/sitemap.xml",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
