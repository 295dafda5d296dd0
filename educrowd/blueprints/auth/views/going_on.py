"""On the platform: on to the site from which somebody came, and what a site answers to links that are not for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Response, redirect, url_for

from educrowd.core.access import PLATFORM, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error, go, privately, render
from educrowd.core.security import let_forms_lead_to

from ..entering import going_on
from . import bp


@bp.get("/go-on/<token>")
@needs(SIGNED_IN, on=PLATFORM)
def go_on(token: str) -> Response:
    site = going_on.site_behind(token, current.user)
    if site is None:
        return redirect(url_for("auth.sites"), 303)  # pyright: ignore
    let_forms_lead_to(site.origin)
    return privately(render("auth/go_on.html", site=site, token=token))


@bp.post("/go-on/<token>")
@needs(SIGNED_IN, on=PLATFORM)
def come_to_site(token: str) -> Response:
    site = going_on.site_behind(token, current.user)
    if site is None:
        return go(url_for("auth.sites"))
    try:
        return go(going_on.come(current.user, site))
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("auth.sites"))


def for_platform(view: Callable[..., Response]) -> Callable[..., Response]:
    """A site refuses the link of an older letter, with a page that helps: such codes are never read there."""

    @wraps(view)
    def guarded(*args: str, **kwargs: str) -> Response:
        if current.tenant is not None:
            return privately(render("auth/old_link.html", status=410))
        return view(*args, **kwargs)

    return guarded
