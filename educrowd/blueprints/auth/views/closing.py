"""Close one's account: the password, then a letter's link and its button."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.core.access import PLATFORM, PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.pages import flash_ok, go, privately, render

from ..closing import closing
from ..entering import signing_in
from ..second_factor.forms import ConfirmForm
from . import bp

PAGE, CONFIRM = "auth/closing/new.html", "auth/closing/show.html"


@bp.get("/account/closing")
@needs(SIGNED_IN, on=PLATFORM)
def closing_account() -> Response:
    return _page(ConfirmForm())


@bp.post("/account/closing")
@needs(SIGNED_IN, on=PLATFORM)
def ask_to_close() -> Response:
    form = ConfirmForm()
    if not form.validate():
        return _page(form, status=422)
    try:
        closing.ask(current.user, form.current_password.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=refusal.status)
    flash_ok("A letter with a link is on its way to you. Nothing happens before you open it.")
    return go(url_for("auth.closing_account"))


@bp.get("/account/closing/<code>")
@needs(PUBLIC, on=PLATFORM)
def show_closing(code: str) -> Response:
    return privately(render(CONFIRM, form=Form(), code=code, user=closing.whose(code)))


@bp.post("/account/closing/<code>")
@needs(PUBLIC, on=PLATFORM)
def close_account(code: str) -> Response:
    try:
        closing.close(code)
    except Refused as refusal:
        form = Form()
        form.refuse(refusal)
        return privately(render(CONFIRM, status=refusal.status, form=form, code=code, user=closing.whose(code)))
    signing_in.sign_out()
    flash_ok("Your account is closed.")
    return go("/")


def _page(form: ConfirmForm, *, status: int = 200) -> Response:
    return privately(render(PAGE, status=status, form=form, reasons=closing.what_keeps(current.user)))
