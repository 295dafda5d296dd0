"""The site's front page, the platform's home, and what both share."""

from __future__ import annotations

from flask import Blueprint, Response

from educrowd.core import registry
from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import render

from ..structured import web_site

bp = Blueprint("tenant", __name__)


@bp.get("/")
@needs(PUBLIC, on=BOTH)
@cached_page
def home() -> Response:
    """A site's front page, as it arranged it or of what modules offer; on the base domain the platform's home."""
    if current.tenant is None:
        return render("tenant/platform/home.html")
    arranged = registry.arranged_front_page.collect()
    if arranged:
        return render("tenant/front.html", blocks=arranged, about=web_site())
    return render("tenant/home.html", blocks=registry.front_page.collect(), about=web_site())


from . import exploring, search, tls  # noqa: E402

__all__ = ["bp", "exploring", "search", "tls"]
