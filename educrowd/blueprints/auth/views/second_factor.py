"""Switch the second step of one's log-ins on and off."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.core.access import BOTH, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_ok, go, invalid, privately, render

from ..models import RecoveryCode
from ..second_factor import proving as second_factor
from ..second_factor.forms import ConfirmForm, FirstCodeForm
from . import bp

PAGE, SETUP, CODES = (f"auth/second_factor/{name}.html" for name in ("show", "setup", "codes"))


@bp.get("/account/second-step")
@needs(SIGNED_IN, on=BOTH)
def second_factor_page() -> Response:
    return _page(ConfirmForm())


@bp.post("/account/second-step")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
def begin_second_factor() -> Response:
    """The answer shows the secret, to whoever knows the password."""
    form = ConfirmForm()
    if not form.validate():
        return _page(form, status=422)
    try:
        secret = second_factor.begin(current.user, form.current_password.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=refusal.status)
    return _setup(FirstCodeForm(formdata=None), secret)


@bp.post("/account/second-step/start")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
def switch_on_second_factor() -> Response:
    """The answer is the one page that shows the recovery codes."""
    form = FirstCodeForm()
    try:
        if not form.validate():
            return _setup(form, form.secret.data or "", status=422)
        codes = second_factor.switch_on(current.user, form.code.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _setup(form, form.secret.data or "", status=refusal.status)
    return privately(render(CODES, status=201, codes=codes, is_new=True))


@bp.post("/account/second-step/codes")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
def renew_recovery_codes() -> Response:
    form = ConfirmForm()
    if not form.validate():
        return _page(form, status=422)
    try:
        codes = second_factor.renew_codes(current.user, form.current_password.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=refusal.status)
    return privately(render(CODES, status=201, codes=codes, is_new=False))


@bp.post("/account/second-step/end")
@needs(SIGNED_IN, on=BOTH, unpaid=True)
def switch_off_second_factor() -> Response:
    form = ConfirmForm()
    if not form.validate():
        return _page(form, status=422)
    try:
        second_factor.switch_off(current.user, form.current_password.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=refusal.status)
    flash_ok("Log-ins ask for your password alone.")
    return go(url_for("auth.security"))


def _page(form: ConfirmForm, *, status: int = 200) -> Response:
    return privately(render(PAGE, status=status, form=form, codes_left=RecoveryCode.left(current.user)))


def _setup(form: FirstCodeForm, secret: str, *, status: int = 200) -> Response:
    """Only whoever brings the secret along is shown it again."""
    if secret != current.user.profile.totp_secret or current.user.has_second_factor:
        return invalid(PAGE, ConfirmForm(formdata=None), codes_left=0)
    form.secret.data = secret
    return privately(
        render(SETUP, status=status, form=form, secret=secret, square=second_factor.square(secret, current.user))
    )
