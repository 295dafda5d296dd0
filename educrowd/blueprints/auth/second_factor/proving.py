"""A second step at log-in: six digits from a device, or a code from the paper that came with it."""

from __future__ import annotations

import hmac
import time
from urllib.parse import quote

from sqlalchemy import func, or_, update

from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.limits import address, throttle

from .. import security_mailers
from ..entering.recognizing import present_session
from ..entering.signing_in import confirm_password
from ..models import Profile, RecoveryCode, Session, User

STEP_SECONDS = 30
DIGITS = 6
WRONG = "This code is not good, or no longer. Each one works once."


class WrongCode(Refused):
    code = "unauthenticated"
    status = 401

    def __init__(self) -> None:
        super().__init__(WRONG, field="code")


class CodeWanted(Refused):
    """The password is right; the second step is missing."""

    code = "otp_required"
    status = 401
    message = "Send the code of your second step as well."
    field = "otp"


def begin(user: User, password: str) -> str:
    """A secret for the person's device; it counts once a code has shown that the device has it."""
    import pyotp

    confirm_password(user, password, field="current_password")
    _refuse_where_on(user)
    secret = pyotp.random_base32()
    user.profile.totp_secret = secret
    return secret


def switch_on(user: User, code: str) -> list[str]:
    """From now on log-ins ask for a code; answers the recovery codes, which are never shown again."""
    throttle("10 per 15 minutes", "second-factor", str(user.id))
    _refuse_where_on(user)
    if not _is_fresh(user, code):
        raise Invalid("code", WRONG)
    user.profile.totp_since = utcnow()
    codes = RecoveryCode.renew(user)
    Session.end_others(user, but=present_session())
    if present := present_session():
        present.is_strong = True
    security_mailers.tell.later(user.id, "second_factor_on")
    return codes


def switch_off(user: User, password: str) -> None:
    """Log-ins ask for the password alone; all other sign-ins end."""
    confirm_password(user, password, field="current_password")
    forget(user)
    Session.end_others(user, but=present_session())
    if present := present_session():
        present.is_strong = False
    security_mailers.tell.later(user.id, "second_factor_off")


def forget(user: User) -> None:
    """Drop the secret and the paper."""
    profile = user.profile
    profile.totp_secret = profile.totp_since = profile.totp_last_step = None
    RecoveryCode.drop(user)


def renew_codes(user: User, password: str) -> list[str]:
    """A new paper; the old one is worth nothing."""
    confirm_password(user, password, field="current_password")
    if not user.has_second_factor:
        raise Refused("Switch the second step on first.")
    security_mailers.tell.later(user.id, "recovery_codes")
    return RecoveryCode.renew(user)


def check(user: User, code: str) -> None:
    """Take the code of a log-in, from the device or the paper; WrongCode otherwise."""
    throttle("10 per 15 minutes", "second-step", str(user.id))
    throttle("30 per 15 minutes", "second-step", address())
    if _is_fresh(user, code):
        return
    if not RecoveryCode.use(user, code):
        raise WrongCode()
    security_mailers.tell.later(user.id, "recovery_code_used")


def ask(user: User, code: str | None) -> None:
    """The second step of a client that sends everything at once; nothing where the person has none."""
    if not user.has_second_factor:
        return
    if not code:
        raise CodeWanted()
    check(user, code)


def address_of(secret: str, user: User) -> str:
    """What the square says: whose secret it is, and for which service."""
    issuer = quote(current.tenant.name if current.tenant else "EduCrowd", safe="")
    return f"otpauth://totp/{issuer}:{quote(user.email)}?secret={secret}&issuer={issuer}"


def square(secret: str, user: User) -> str:
    """The same as a picture's address, which the content policy lets through."""
    import segno

    return segno.make(address_of(secret, user), error="m").svg_data_uri(scale=5, border=2, light="#fff")


def _refuse_where_on(user: User) -> None:
    if user.has_second_factor:
        raise Refused("The second step is on already.")


def _is_fresh(user: User, code: str) -> bool:
    """Whether the device shows this code about now and nobody has used it, or a later one, before."""
    step = _step_of(user.profile.totp_secret or "", "".join(code.split()))
    if step is None:
        return False
    unused = or_(Profile.totp_last_step.is_(None), Profile.totp_last_step < step)
    use = update(Profile).where(Profile.user_id == user.id, unused).values(totp_last_step=step, updated_at=func.now())
    return db.session.scalar(use.returning(Profile.user_id)) is not None


def _step_of(secret: str, code: str) -> int | None:
    """The step of time whose code it is: the present one, or a neighbor for clocks that differ a little."""
    from pyotp.totp import TOTP

    if not secret or len(code) != DIGITS or not code.isascii():
        return None
    device, now = TOTP(secret), int(time.time()) // STEP_SECONDS
    found = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(device.generate_otp(step), code)]
    return found[-1] if found else None
