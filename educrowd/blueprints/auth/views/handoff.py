"""From the platform to one's own site without a second log-in."""

from __future__ import annotations

import re

from flask import Response, abort, redirect, request, url_for

from educrowd.core.access import PLATFORM, PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error, safe_next

from ..entering import handing_off, signing_in
from . import bp

STATE = re.compile(r"[0-9a-f]{64}")


@bp.get("/enter")
@needs(PUBLIC)
def enter() -> Response:
    """On the site: off to the platform; or back from it, with a code."""
    if "code" in request.args:
        return _come_in(request.args["code"])
    if current.user.is_authenticated:
        return redirect(safe_next("/"), 303)  # pyright: ignore
    return redirect(handing_off.begin(safe_next("/")), 303)  # pyright: ignore


@bp.get("/handoff")
@needs(SIGNED_IN, on=PLATFORM)
def handoff() -> Response:
    """On the platform: vouch for the person who is signed in here."""
    state = request.args.get("state", "")
    site = handing_off.site_called(request.args.get("site", ""))
    if site is None or not STATE.fullmatch(state):
        abort(404)
    return redirect(handing_off.vouch(current.user, site, state), 303)  # pyright: ignore


def _come_in(code: str) -> Response:
    user, next_url, is_strong = handing_off.finish(code)
    try:
        # A link alone, followed unawares, must not tell a site who one is: newcomers log in there themselves.
        if user is None or not user.is_member:
            raise signing_in.WrongLogin()
    except Refused:
        flash_error("That did not sign you in. Please log in here.")
        return redirect(url_for("auth.login", next=next_url), 303)  # pyright: ignore
    signing_in.sign_in(user, is_strong=is_strong, by_link=True)
    return redirect(next_url, 303)  # pyright: ignore
