"""One's email address: proven, changed, and brought back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, url_for

from educrowd.core.access import BOTH, PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.pages import flash_ok, go, invalid, privately, render

from ..addresses import changing as changing_address
from ..entering import going_on, signing_in
from ..forms import AddressForm, NewPasswordForm
from ..models import SingleUseCode, User
from . import bp
from .going_on import for_platform

EDIT, CONFIRM, UNDO = "auth/addresses/edit.html", "auth/addresses/confirm.html", "auth/addresses/undo.html"


@bp.get("/account/email")
@needs(SIGNED_IN, on=BOTH)
def edit_address() -> Response:
    return render(EDIT, form=AddressForm())


@bp.post("/account/email")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
def ask_for_address() -> Response:
    form = AddressForm()
    if not form.validate():
        return invalid(EDIT, form)
    try:
        changing_address.ask(current.user, form.email.data or "", form.current_password.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return render(EDIT, status=refusal.status, form=form)
    flash_ok(f"If {form.email.data} can be used, a letter with a link is on its way there. Until then nothing changes.")
    return go(url_for("auth.security"))


@bp.get("/account/email/<code>")
@needs(SIGNED_IN, on=BOTH)
@for_platform
def show_address(code: str) -> Response:
    return privately(render(CONFIRM, form=Form(), action=url_for("auth.take_address", code=code), is_proof=False))


@bp.post("/account/email/<code>")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
@for_platform
def take_address(code: str) -> Response:
    return _confirm(changing_address.confirm, code, is_proof=False, said="This is your address now.")


@bp.post("/account/proof")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
def ask_for_proof() -> Response:
    changing_address.ask_for_proof(current.user)
    flash_ok("A letter with a link is on its way.")
    return go(url_for("auth.security"))


@bp.get("/account/proof/<code>")
@needs(SIGNED_IN, on=BOTH)
@for_platform
def show_proof(code: str) -> Response:
    return privately(render(CONFIRM, form=Form(), action=url_for("auth.prove_address", code=code), is_proof=True))


@bp.post("/account/proof/<code>")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
@for_platform
def prove_address(code: str) -> Response:
    return _confirm(changing_address.prove, code, is_proof=True, said="Your address is confirmed.")


@bp.get("/email/undo/<code>")
@needs(PUBLIC, on=BOTH)
@for_platform
def show_undo(code: str) -> Response:
    return privately(render(UNDO, form=NewPasswordForm(), undoing=changing_address.undoing(code), code=code))


@bp.post("/email/undo/<code>")
@needs(PUBLIC, on=BOTH, unpaid=True)
@for_platform
def undo_address(code: str) -> Response:
    form, undoing = NewPasswordForm(), changing_address.undoing(code)
    if not form.validate():
        return privately(invalid(UNDO, form, undoing=undoing, code=code))
    try:
        changing_address.undo(code, form.new_password.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return privately(render(UNDO, status=refusal.status, form=form, undoing=undoing, code=code))
    signing_in.sign_out()
    flash_ok("Your address is what it was. Log in with the new password.")
    return go(url_for("auth.login"))


def _confirm(act: Callable[[User, str], SingleUseCode], code: str, *, is_proof: bool, said: str) -> Response:
    try:
        next_url = going_on.page_after(act(current.user, code), otherwise=url_for("auth.security"))
    except Refused as refusal:
        form = Form()
        form.refuse(refusal)
        return privately(render(CONFIRM, status=refusal.status, form=form, action="", is_proof=is_proof))
    flash_ok(said)
    return go(next_url)
