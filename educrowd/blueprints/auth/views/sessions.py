"""Where one is signed in, and the password."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from educrowd.core.access import BOTH, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, render

from ..entering import handing_off, recognizing, signing_in
from ..forms import PasswordForm
from ..models import Session
from . import bp

PAGE = "auth/account/security.html"


@bp.get("/account/security")
@needs(SIGNED_IN, on=BOTH)
def security() -> Response:
    return render(PAGE, form=PasswordForm(), **_context())


@bp.post("/account/password")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
def change_password() -> Response:
    form = PasswordForm()
    if not form.validate():
        return invalid(PAGE, form, **_context())
    try:
        signing_in.change_password(current.user, form.current_password.data or "", form.new_password.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(PAGE, form, **_context())
    flash_ok("Your password is changed. Everywhere else you have been logged out.")
    return go(url_for("auth.security"))


@bp.post("/account/sessions/<int:id>/delete")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
def end_session(id: int) -> Response:
    find(Session, id=id, user_id=current.user.id, tenant_id=current.tenant_id).end()
    flash_ok("Logged out there.")
    return go(url_for("auth.security"))


@bp.post("/account/sessions/delete")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
def end_other_sessions() -> Response:
    Session.end_others_here(current.user, but=recognizing.present_session())
    flash_ok("Logged out everywhere else.")
    return go(url_for("auth.security"))


def _context() -> dict[str, Any]:
    sessions = db.session.scalars(Session.of(current.user)).all()
    return {
        "sessions": sessions,
        "present": recognizing.present_session(),
        "passkeys_url": handing_off.platform_url("/account/passkeys"),
    }
