"""Another email address: proven by a link to the new one, with a way back by a link to the old one."""

from __future__ import annotations

from educrowd.core.errors import Invalid
from educrowd.core.limits import address, throttle

from .. import names
from ..entering import taking_back
from ..entering.recognizing import present_session
from ..entering.resetting import BadCode, require_platform
from ..entering.signing_in import confirm_password
from ..models import Session, SingleUseCode, User
from ..models.link import EMAIL, PROOF, UNDO
from . import mailers as address_mailers


def ask(user: User, email: str, password: str) -> None:
    """Mail a link to the new address; whoever asks can't tell whether somebody else has it."""
    confirm_password(user, password, field="current_password")
    email = names.email_address(email)
    if email == user.email:
        raise Invalid("email", "This is your address already.")
    throttle("10 per hour", "change-address", str(user.id))
    throttle("5 per hour", "change-address-to", email)
    address_mailers.send_change.later(user.id, email)


def confirm(user: User, code: str) -> SingleUseCode:
    """Take the address that the link was sent to; all other sign-ins and open links end."""
    require_platform()
    throttle("20 per hour", "change-address-confirm", str(user.id))
    redeemed = SingleUseCode.redeem(code, EMAIL, of=user)
    if redeemed is None:
        raise BadCode()
    before, was_proven = user.email, user.is_verified
    user.move_to(redeemed.email or "")
    SingleUseCode.void(user)
    Session.end_others(user, but=present_session())
    if was_proven:
        # Nobody ever learns this code: it keeps the old address free until the letter with another one has been sent.
        SingleUseCode.issue(user, UNDO, email=before)
        address_mailers.send_changed.later(user.id, before)
    else:  # Anybody can register any address: who never showed that it was theirs neither keeps it nor gets it back.
        address_mailers.send_let_go.later(before)
    return redeemed


def undoing(code: str) -> SingleUseCode | None:
    """What the link of the letter to the old address would bring back."""
    return SingleUseCode.peek(code, UNDO)


def undo(code: str, password: str) -> User:
    """Bring the old address back, with a new password; whatever was begun since the change is worth nothing."""
    throttle("20 per hour", "undo-address", address())
    redeemed = SingleUseCode.redeem(code, UNDO)
    if redeemed is None:
        raise BadCode()
    user = redeemed.user
    taking_back.drop_ways_in_since(user, redeemed.created_at)
    user.set_password(password)
    user.move_to(redeemed.email or "")
    SingleUseCode.void(user)
    SingleUseCode.void(user, since=redeemed.id)
    return user


def ask_for_proof(user: User) -> None:
    """Mail a link that shows that the address is theirs."""
    throttle("5 per hour", "prove-address", str(user.id))
    address_mailers.send_proof.later(user.id)


def prove(user: User, code: str) -> SingleUseCode:
    """The address is theirs: what staff have offered to it is, too, as soon as they come there."""
    require_platform()
    throttle("20 per hour", "prove-address-confirm", str(user.id))
    redeemed = SingleUseCode.redeem(code, PROOF, of=user)
    if redeemed is None:
        raise BadCode()
    user.is_verified = True
    return redeemed
