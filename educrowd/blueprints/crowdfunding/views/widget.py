"""A project as a small page for other sites to frame."""

from __future__ import annotations

from flask import Response, abort

from educrowd.core.access import PUBLIC, needs
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import find, render

from ..models import Project
from .blueprint import bp

# The one page that anybody may frame: it has neither forms nor scripts, and what it links to opens on its own.
FRAMED = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *",
    )
)


@bp.get("/projects/<slug>/widget")
@needs(PUBLIC)
@cached_page
def widget(slug: str) -> Response:
    project = find(Project, slug=slug)
    if not project.visible_to_all:
        abort(404)
    response = render("crowdfunding/projects/widget.html", project=project)
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
