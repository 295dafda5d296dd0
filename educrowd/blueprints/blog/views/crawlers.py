"""What search engines ask a site for."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request

from educrowd.core import registry
from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current

bp = Blueprint("crawlers", __name__)

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_ADDRESSES = 50_000


@bp.get("/sitemap.xml")
@needs(PUBLIC)
def sitemap() -> Response:
    urlset = ET.Element("urlset", xmlns=SITEMAP)
    for place in registry.sitemap.collect()[:MOST_ADDRESSES]:
        url = ET.SubElement(urlset, "url")
        ET.SubElement(url, "loc").text = current.tenant.origin + place.url
        if place.changed_at:
            ET.SubElement(url, "lastmod").text = place.changed_at.isoformat(timespec="seconds")
    response = Response(ET.tostring(urlset, encoding="utf-8", xml_declaration=True), mimetype="application/xml")
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
