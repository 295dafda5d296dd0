"""Which letters one gets from a site."""

from __future__ import annotations

from itertools import groupby

from flask import Response, request, url_for

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.letter_topics import choices, choose
from educrowd.core.pages import flash_error, flash_ok, go, render

from . import bp


@bp.get("/account/letters")
@needs(SIGNED_IN)
def letters() -> Response:
    topics = choices(current.user)
    groups = [(group, list(listed)) for group, listed in groupby(topics, key=lambda topic: topic["group"])]
    return render("auth/account/letters.html", groups=groups)


@bp.post("/account/letters")
@needs(SIGNED_IN, unpaid=True)
def choose_letters() -> Response:
    try:
        choose(current.user, request.form.getlist("topic"))
    except Refused as refusal:
        flash_error(refusal.message)
    else:
        flash_ok("Saved.")
    return go(url_for("auth.letters"))
