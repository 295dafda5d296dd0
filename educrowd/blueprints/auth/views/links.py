"""Log in by a mailed link: looking at it changes nothing, the button uses it up."""

from __future__ import annotations

from flask import Response

from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.pages import go, invalid, privately, render

from ..entering import entering, linking
from ..forms import ForgottenForm
from . import bp
from .login import home

ASK, PAGE = "auth/links/new.html", "auth/links/show.html"


@bp.get("/login/link")
@needs(PUBLIC, on=BOTH)
def new_login_link() -> Response:
    return render(ASK, form=ForgottenForm())


@bp.post("/login/link")
@needs(PUBLIC, on=BOTH, unpaid=True)
def ask_for_login_link() -> Response:
    form = ForgottenForm()
    if not form.validate():
        return invalid(ASK, form)
    linking.ask(form.email.data or "")
    return render("auth/check_mail.html", email=form.email.data)


@bp.get("/login/link/<code>")
@needs(PUBLIC, on=BOTH)
def show_login_link(code: str) -> Response:
    return privately(render(PAGE, form=Form(), code=code, user=linking.whose(code)))


@bp.post("/login/link/<code>")
@needs(PUBLIC, on=BOTH, unpaid=True)
def follow_login_link(code: str) -> Response:
    try:
        return go(entering.enter(linking.redeem(code), home(), by_link=True))
    except Refused as refusal:
        form = Form()
        form.refuse(refusal)
        return privately(render(PAGE, status=refusal.status, form=form, code=code, user=None))
