"""A bundle's own page: what is in it, and what it costs whoever looks."""

from __future__ import annotations

from contextlib import suppress

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import render

from ..models import Bundle
from ..models.errors import AlreadyBought, NotForSale
from ..selling.quoting import Quote, had_of, quote
from ..structured import about_bundle
from .blueprint import bp
from .finding import bundle_at


@bp.get("/bundles/<slug>")
@needs(PUBLIC)
@cached_page
def bundle(slug: str):
    bundle = bundle_at(slug)
    context = {
        "bundle": bundle,
        "courses": bundle.courses,
        "about": about_bundle(bundle),
    }
    return render("lms/bundles/show.html", **context, quote=_quoted(bundle))


def _quoted(bundle: Bundle) -> Quote | None:
    """What it costs this person; None where there is nothing for them to buy."""
    with suppress(AlreadyBought, NotForSale):
        return quote(bundle, had=had_of(bundle, current.user))
    return None
