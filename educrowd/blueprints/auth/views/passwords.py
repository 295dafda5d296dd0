"""A lost password, and the first one of a guest."""

from __future__ import annotations

from flask import Response

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_ok, go, invalid, privately, render

from ..entering import entering, going_on, resetting
from ..forms import ForgottenForm, NewPasswordForm
from . import bp
from .going_on import for_platform
from .login import home

EDIT = "auth/passwords/edit.html"


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
@for_platform
def choose_password(code: str) -> Response:
    return privately(render(EDIT, form=NewPasswordForm(), code=code, site=_site_of(code)))


@bp.post("/password/<code>")
@needs(PUBLIC, on=BOTH, unpaid=True)
@for_platform
def set_password(code: str) -> Response:
    form, site = NewPasswordForm(), _site_of(code)
    if not form.validate():
        return privately(invalid(EDIT, form, code=code, site=site))
    try:
        redeemed = resetting.confirm(code, form.new_password.data or "")
        next_url = entering.enter(redeemed.user, going_on.page_after(redeemed, otherwise=home()))
    except Refused as refusal:
        form.refuse(refusal)
        return privately(invalid(EDIT, form, code=code, site=site))
    flash_ok("Your password is set.")
    return go(next_url)


def _site_of(code: str) -> Tenant | None:
    return going_on.site_of(resetting.behind(code))
