"""Become a member of a site."""

from __future__ import annotations

from flask import Response, abort

from educrowd.core.access import PUBLIC, needs
from educrowd.core.errors import Refused
from educrowd.core.pages import go, invalid, render, safe_next

from ..entering import signing_in
from ..forms import RegisterForm
from ..joining import registering
from . import bp


@bp.get("/register")
@needs(PUBLIC)
def new_account() -> Response:
    _refuse_where_closed()
    return render("auth/register.html", form=RegisterForm(), next=safe_next(""))


@bp.post("/register")
@needs(PUBLIC)
def create_account() -> Response:
    _refuse_where_closed()
    form = RegisterForm()
    if not form.validate():
        return invalid("auth/register.html", form, next=safe_next(""))
    try:
        return _register(form)
    except Refused as refusal:
        form.refuse(refusal)
        return render("auth/register.html", status=refusal.status, form=form, next=safe_next(""))


def _register(form: RegisterForm) -> Response:
    if signing_in.confirms_first():
        registering.register_unconfirmed(**form.data)
        return render("auth/check_mail.html", email=form.email.data)
    signing_in.sign_in(registering.register(**form.data))
    return go(safe_next("/"))


def _refuse_where_closed() -> None:
    if not signing_in.is_open():
        abort(403, "This site is for its members. Ask its owner for an invitation.")
