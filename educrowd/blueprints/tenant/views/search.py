"""One search over all that a site tells everybody."""

from __future__ import annotations

from flask import Response, request

from educrowd.core.access import PUBLIC, needs
from educrowd.core.highlighting import excerpt, marked
from educrowd.core.pages import Page, render
from educrowd.core.searching import search, tidied

from . import bp

KINDS = {"post": "Posts", "page": "Pages", "course": "Courses", "project": "Projects"}
PER_PAGE = 10


@bp.get("/search")
@needs(PUBLIC)
def search_page() -> Response:
    words, kind = tidied(request.args.get("q", "")), request.args.get("kind", "")
    found = search(words)
    counts = {name: sum(one.kind == name for one in found) for name in KINDS}
    listed = [one for one in found if one.kind == kind] if kind in KINDS else found
    number = min(max(1, request.args.get("page", 1, type=int)), 1_000)
    page = Page(listed[(number - 1) * PER_PAGE : number * PER_PAGE], number, PER_PAGE, len(listed))
    shown = {"marked": marked, "excerpt": excerpt, "counts": counts, "kinds": KINDS}
    return render("tenant/search.html", words=words, kind=kind, page=page, total=len(found), **shown)
