"""Passkeys: one's own, and the log-in with one."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.core.access import PLATFORM, PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, privately, render, safe_next

from ..entering import signing_in
from ..models import Passkey
from ..passkeys import ceremonies as passkeys
from ..passkeys.forms import CredentialForm, NameForm, NewPasskeyForm
from . import bp
from .login import home

INDEX, NEW, LOGIN = "auth/passkeys/index.html", "auth/passkeys/new.html", "auth/passkeys/login.html"


@bp.get("/account/passkeys")
@needs(SIGNED_IN, on=PLATFORM)
def passkeys_index() -> Response:
    return _index(NewPasskeyForm())


@bp.post("/account/passkeys/new")
@needs(SIGNED_IN, on=PLATFORM)
def begin_passkey() -> Response:
    """The answer asks the device, once the person has shown the password."""
    form = NewPasskeyForm()
    if not form.validate():
        return _index(form, status=422)
    try:
        options = passkeys.creation(current.user, form.current_password.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _index(form, status=refusal.status)
    asked = CredentialForm(formdata=None, name=form.name.data)
    return privately(render(NEW, form=asked, options=options))


@bp.post("/account/passkeys")
@needs(SIGNED_IN, on=PLATFORM)
def create_passkey() -> Response:
    form = CredentialForm()
    try:
        if not form.validate():
            return _index(NewPasskeyForm(formdata=None), status=422, refused=form)
        key = passkeys.keep(current.user, form.credential.data or "", form.name.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _index(NewPasskeyForm(formdata=None), status=refusal.status, refused=form)
    flash_ok(f"“{key.name}” opens your account from now on.")
    return go(url_for("auth.passkeys_index"))


@bp.post("/account/passkeys/<int:id>/name")
@needs(SIGNED_IN, on=PLATFORM)
def rename_passkey(id: int) -> Response:
    key, form = find(Passkey, id=id, user_id=current.user.id), NameForm()
    if not form.validate():
        return _index(NewPasskeyForm(formdata=None), status=422, refused=form)
    key.name = form.name.data or ""
    flash_ok("Renamed.")
    return go(url_for("auth.passkeys_index"))


@bp.post("/account/passkeys/<int:id>/delete")
@needs(SIGNED_IN, on=PLATFORM)
def remove_passkey(id: int) -> Response:
    passkeys.remove(find(Passkey, id=id, user_id=current.user.id))
    flash_ok("This passkey opens nothing any more. Remove it from your device as well.")
    return go(url_for("auth.passkeys_index"))


@bp.get("/login/passkey")
@needs(PUBLIC, on=PLATFORM)
def passkey_login() -> Response:
    return _login(CredentialForm(formdata=None))


@bp.post("/login/passkey")
@needs(PUBLIC, on=PLATFORM)
def log_in_by_passkey() -> Response:
    form = CredentialForm()
    try:
        if not form.validate():
            return _login(form, status=422)
        user = passkeys.authenticate(form.credential.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _login(form, status=refusal.status)
    signing_in.sign_in(user, is_strong=True)
    return go(safe_next(home()))


def _index(form: NewPasskeyForm, *, status: int = 200, refused: object = None) -> Response:
    keys = db.session.scalars(Passkey.of(current.user)).all()
    return privately(render(INDEX, status=status, form=form, keys=keys, refused=refused))


def _login(form: CredentialForm, *, status: int = 200) -> Response:
    """Each time with a new challenge."""
    form.credential.data = ""
    return privately(render(LOGIN, status=status, form=form, options=passkeys.request(), next=safe_next("")))
