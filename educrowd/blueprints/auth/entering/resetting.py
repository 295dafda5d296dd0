"""A new password for somebody who has lost it, or never had one."""

from __future__ import annotations

from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle

from .. import mailers, names, security_mailers
from ..models import SingleUseCode, User
from ..models.link import CLAIM, RESET


class BadCode(Refused):
    code = "invalid"
    status = 422

    def __init__(self) -> None:
        super().__init__("This link has been used or has run out. Ask for a new one.", field="token")


def ask(email: str) -> None:
    """Mail a link, if there is an account; the caller can't tell."""
    throttle("10 per hour", "reset", address())
    throttle("5 per hour", "reset", names.fold(email))
    mailers.send_reset.later(names.fold(email))


def confirm(code: str, password: str) -> User:
    """Set the password for whom the link was made; who was signed in with the old one no longer is."""
    throttle("20 per hour", "reset-confirm", address())
    redeemed = _redeem(code)
    user = redeemed.user
    user.set_password(password)
    user.is_verified = True
    if redeemed.purpose == RESET:
        security_mailers.tell.later(user.id, "password_changed")
    return user


def _redeem(code: str) -> SingleUseCode:
    for purpose in (RESET, CLAIM):
        if redeemed := SingleUseCode.redeem(code, purpose, tenant_id=current.tenant_id):
            return redeemed
    raise BadCode()
