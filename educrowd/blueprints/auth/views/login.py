"""Log in, log out."""

from __future__ import annotations

from flask import Response, redirect

from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import go, invalid, render, safe_next

from ..entering import entering, signing_in
from ..forms import LoginForm
from . import bp

HOME = "/"


@bp.get("/login")
@needs(PUBLIC, on=BOTH)
def login() -> Response:
    if current.user.is_authenticated:
        return redirect(safe_next(home()), 303)  # pyright: ignore
    return render("auth/login.html", form=LoginForm(), next=safe_next(""), is_open=signing_in.is_open())


@bp.post("/login")
@needs(PUBLIC, on=BOTH, unpaid=True)
def begin_session() -> Response:
    form = LoginForm()
    context = {"next": safe_next(""), "is_open": signing_in.is_open()}
    if not form.validate():
        return invalid("auth/login.html", form, **context)
    try:
        user = signing_in.authenticate(form.login.data or "", form.password.data or "")
        return go(entering.enter(user, safe_next(home())))
    except Refused as refusal:
        form.refuse(refusal)
        return render("auth/login.html", status=refusal.status, form=form, **context)


@bp.post("/logout")
@needs(PUBLIC, on=BOTH, unpaid=True)
def logout() -> Response:
    signing_in.sign_out()
    return signing_in.forget_pages(go(HOME))


def home() -> str:
    """Where one starts: the platform's list of sites, or the site's front page."""
    return HOME if current.tenant else "/sites"
