"""A lost password, and the first one of a guest."""

from __future__ import annotations

from flask import Response

from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_ok, go, invalid, render

from ..entering import entering, resetting
from ..forms import ForgottenForm, NewPasswordForm
from . import bp


@bp.get("/password")
@needs(PUBLIC, on=BOTH)
def forgotten_password() -> Response:
    return render("auth/passwords/new.html", form=ForgottenForm())


@bp.post("/password")
@needs(PUBLIC, on=BOTH, unpaid=True)
def ask_for_link() -> Response:
    form = ForgottenForm()
    if not form.validate():
        return invalid("auth/passwords/new.html", form)
    resetting.ask(form.email.data or "")
    return render("auth/check_mail.html", email=form.email.data)


@bp.get("/password/<code>")
@needs(PUBLIC, on=BOTH)
def choose_password(code: str) -> Response:
    return render("auth/passwords/edit.html", form=NewPasswordForm(), code=code)


@bp.post("/password/<code>")
@needs(PUBLIC, on=BOTH, unpaid=True)
def set_password(code: str) -> Response:
    form = NewPasswordForm()
    if not form.validate():
        return invalid("auth/passwords/edit.html", form, code=code)
    try:
        next_url = entering.enter(resetting.confirm(code, form.new_password.data or ""), "/")
    except Refused as refusal:
        form.refuse(refusal)
        return invalid("auth/passwords/edit.html", form, code=code)
    flash_ok("Your password is set.")
    return go(next_url)
