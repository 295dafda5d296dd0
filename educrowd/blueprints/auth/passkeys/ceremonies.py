"""Passkeys, kept and shown on the platform's host alone; sites get whom it vouches for by the hand-off.

One host means one origin to compare with, and one key for all of a person's sites, whatever their domains.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

from flask import current_app, session
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.tenant.models.tenant import origin_of
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.limits import address, throttle

from .. import security_mailers
from ..entering.recognizing import present_session
from ..entering.signing_in import confirm_password
from ..models import Passkey, Session, SpentChallenge, User
from ..models.passkey import MOST

CHALLENGE = "passkey_challenge"
PATIENCE_SECONDS = 600


class WrongPasskey(Refused):
    """The same words for an unknown key, a wrong signature and a closed account."""

    code = "unauthenticated"
    status = 401
    message = "This passkey is not known here, or came too late. Try once more."


def creation(user: User, password: str) -> str:
    """What the browser asks the person's device to make, as JSON, for whoever knows the password."""
    import webauthn
    from webauthn.helpers import structs

    confirm_password(user, password, field="current_password")
    keys = db.session.scalars(Passkey.of(user)).all()
    if len(keys) >= MOST:
        raise Refused(f"You have {MOST} passkeys. Remove one first.")
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name="EduCrowd",
        user_id=str(user.id).encode(),
        user_name=user.email,
        user_display_name=user.name,
        challenge=_new_challenge(f"create:{user.id}"),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=key.credential_id) for key in keys],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )
    return webauthn.options_to_json(options)


def keep(user: User, credential: str, name: str) -> Passkey:
    """Keep what the device has made; all other sign-ins end."""
    import webauthn

    throttle("20 per hour", "passkey", str(user.id))
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=_challenge(f"create:{user.id}"),
            expected_rp_id=_host(),
            expected_origin=origin_of(_host()),
            require_user_verification=True,
        )
    except _unreadable() as error:
        raise Invalid("credential", "Your device's answer is not good, or came too late. Try once more.") from error
    key = Passkey(
        user_id=user.id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name or "Passkey",
    )
    _add(key)
    Session.end_others(user, but=present_session())
    security_mailers.tell.later(user.id, "passkey_added")
    return key


def request() -> str:
    """What the browser asks any device for, as JSON; it names nobody."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=_host(),
        challenge=_new_challenge("login"),
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def authenticate(credential: str) -> User:
    """Whose passkey has signed our challenge; WrongPasskey otherwise."""
    import webauthn
    from webauthn.helpers import parse_authentication_credential_json

    throttle("20 per minute", "passkey-login", address())
    try:
        shown = parse_authentication_credential_json(credential)
        key = db.session.scalar(Passkey.presented(shown.raw_id))
        if key is None or not key.user.is_active or shown.response.user_handle != str(key.user_id).encode():
            raise WrongPasskey()
        signed = webauthn.verify_authentication_response(
            credential=shown,
            expected_challenge=_challenge("login"),
            expected_rp_id=_host(),
            expected_origin=origin_of(_host()),
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except _unreadable() as error:
        raise WrongPasskey() from error
    key.used(signed.new_sign_count)
    return key.user


def remove(key: Passkey) -> None:
    """It opens nothing any more."""
    db.session.delete(key)
    security_mailers.tell.later(key.user_id, "passkey_removed")


def count(user: User) -> int:
    return db.session.scalar(select(func.count()).where(Passkey.user_id == user.id)) or 0


def _new_challenge(purpose: str) -> bytes:
    challenge = secrets.token_urlsafe(32)
    session[CHALLENGE] = [purpose, challenge, time.time()]
    return challenge.encode()


def _challenge(purpose: str) -> bytes:
    """The one that this browser was given for this, some minutes ago; good for one answer."""
    given_for, challenge, at = session.pop(CHALLENGE, None) or ("", "", 0.0)
    if given_for != purpose or time.time() - at > PATIENCE_SECONDS or not SpentChallenge.spend(challenge):
        raise ValueError("no challenge")
    return challenge.encode()


def _add(key: Passkey) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(key)
    except IntegrityError:
        raise Refused("This passkey is kept already.") from None


def _host() -> str:
    return current_app.config["BASE_DOMAIN"]


def _unreadable() -> tuple[Any, ...]:
    from webauthn.helpers.exceptions import WebAuthnException

    return (WebAuthnException, ValueError, KeyError, TypeError)
