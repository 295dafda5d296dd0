"""“That was not me”, by the link of a letter."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.pages import flash_ok, go, privately, render

from ..entering import disowning, signing_in
from . import bp
from .going_on import for_platform

PAGE = "auth/disown.html"


@bp.get("/not-me/<code>")
@needs(PUBLIC, on=BOTH)
@for_platform
def show_disowning(code: str) -> Response:
    return privately(render(PAGE, form=Form(), code=code, user=disowning.whose(code)))


@bp.post("/not-me/<code>")
@needs(PUBLIC, on=BOTH, unpaid=True)
@for_platform
def disown(code: str) -> Response:
    try:
        reset = disowning.disown(code)
    except Refused as refusal:
        form = Form()
        form.refuse(refusal)
        return privately(render(PAGE, status=refusal.status, form=form, code=code, user=None))
    signing_in.sign_out()
    flash_ok("Everybody is out. Choose a new password now.")
    return go(url_for("auth.choose_password", code=reset))
