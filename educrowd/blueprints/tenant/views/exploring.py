"""The platform's page of sites that want to be found."""

from __future__ import annotations

from flask import Response, request

from educrowd.core.access import PLATFORM, PUBLIC, needs
from educrowd.core.pages import is_htmx, paginate, render
from educrowd.core.searching import tidied

from ..exploring import listed, newest_of
from . import bp

PER_PAGE = 12


@bp.get("/explore")
@needs(PUBLIC, on=PLATFORM)
def explore() -> Response:
    words = tidied(request.args.get("q", ""))
    page = paginate(listed(words), per_page=PER_PAGE)
    template = "_sites" if is_htmx() else "explore"
    return render(f"tenant/platform/{template}.html", words=words, page=page, newest=newest_of(page))
