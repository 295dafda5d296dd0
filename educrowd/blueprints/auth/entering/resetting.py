"""A new password for somebody who has lost it, or never had one."""

from __future__ import annotations

from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle

from .. import mailers, names, security_mailers
from ..models import SingleUseCode
from ..models.link import CLAIM, RESET
from . import taking_back


class BadCode(Refused):
    code = "invalid"
    status = 422
    message = "This link has been used or has run out. Ask for a new one."
    field = "token"


class WrongHost(BadCode):
    """A code that acts on the whole account, shown to a site."""

    def __init__(self) -> None:
        Refused.__init__(self, f"This is redeemed at {mailers.on_platform('')} alone.", field="token")


def require_platform() -> None:
    """Say why a site takes no such code; that it does none is held by the codes themselves."""
    if current.tenant is not None:
        raise WrongHost()


def ask(email: str) -> None:
    """Mail a link, if there is an account; the caller can't tell."""
    throttle("10 per hour", "reset", address())
    throttle("5 per hour", "reset", names.fold(email))
    mailers.send_reset.later(names.fold(email))


def behind(code: str) -> SingleUseCode | None:
    """Whom and what a link is for; looking does not use it up."""
    return SingleUseCode.peek(code, RESET) or SingleUseCode.peek(code, CLAIM)


def confirm(code: str, password: str) -> SingleUseCode:
    """Set the password for whom the link was made; who was signed in with the old one no longer is."""
    require_platform()
    throttle("20 per hour", "reset-confirm", address())
    redeemed = _redeem(code)
    user = redeemed.user
    if not user.is_verified:  # Whoever registered the address before may have left more ways in than a password.
        taking_back.drop_ways_in_since(user, user.created_at)
    user.set_password(password)
    user.is_verified = True
    if redeemed.purpose == RESET:
        security_mailers.tell.later(user.id, "password_changed")
    return redeemed


def _redeem(code: str) -> SingleUseCode:
    for purpose in (RESET, CLAIM):
        if redeemed := SingleUseCode.redeem(code, purpose):
            return redeemed
    raise BadCode()
