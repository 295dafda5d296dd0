"""Sign in by a link that was mailed, without a password."""

from __future__ import annotations

from educrowd.core.current import current
from educrowd.core.limits import address, throttle

from .. import names
from ..addresses import mailers as address_mailers
from ..models import SingleUseCode, User
from ..models.link import LOGIN
from .resetting import BadCode


def ask(email: str) -> None:
    """Mail a link, if there is an account; the caller can't tell."""
    throttle("10 per hour", "login-link", address())
    throttle("5 per hour", "login-link", names.fold(email))
    address_mailers.send_login_link.later(names.fold(email))


def whose(code: str) -> User | None:
    """Whom a link would sign in; looking does not use it up."""
    code_row = SingleUseCode.peek(code, LOGIN, tenant_id=current.tenant_id)
    return code_row.user if code_row and code_row.user.is_active else None


def redeem(code: str) -> User:
    """Use a link up; answers whom it signs in."""
    throttle("20 per hour", "login-link-confirm", address())
    redeemed = SingleUseCode.redeem(code, LOGIN, tenant_id=current.tenant_id)
    if redeemed is None or not redeemed.user.is_active:
        raise BadCode()
    return redeemed.user
