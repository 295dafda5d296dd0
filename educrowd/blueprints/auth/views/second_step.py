"""Log-in, the second half."""

from __future__ import annotations

from flask import Response, redirect, url_for

from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error, go, invalid, privately, render

from ..entering import entering
from ..second_factor.forms import CodeForm
from . import bp

PAGE = "auth/second_step.html"


@bp.get("/login/code")
@needs(PUBLIC, on=BOTH)
def second_step() -> Response:
    return privately(render(PAGE, form=CodeForm())) if entering.who_waits() else _again()


@bp.post("/login/code")
@needs(PUBLIC, on=BOTH, unpaid=True)
def take_second_step() -> Response:
    user, form = entering.who_waits(), CodeForm()
    if user is None:
        return _again()
    if not form.validate():
        return privately(invalid(PAGE, form))
    try:
        return go(entering.finish(user, form.code.data or ""))
    except Refused as refusal:
        form.refuse(refusal)
        return privately(render(PAGE, status=refusal.status, form=form))


def _again() -> Response:
    flash_error("Begin with your password, please.")
    return redirect(url_for("auth.login"), 303)  # pyright: ignore
