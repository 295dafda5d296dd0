"""Notice sign-ins from where a person has never signed in before, and tell them by letter."""

from __future__ import annotations

from flask import Response, after_this_request, current_app, request

from educrowd.core.db import db, utcnow
from educrowd.core.limits import address

from .. import security_mailers
from ..models import KnownDevice, Session, User
from ..models.known_device import REMEMBERED
from ..models.session import WEB
from ..secrets import hash_of, new_secret


def notice(user: User, session: Session) -> None:
    """Remember this browser or client. The very first one of an account is where it was made."""
    token_hash = _token_hash() if session.kind == WEB else None
    looks = {"token_hash": token_hash, "device": session.device, "network": address()}
    known = db.session.scalar(KnownDevice.like(user, **looks))
    if known:
        known.last_seen_at = utcnow()
        return
    is_first = not KnownDevice.any_of(user)
    db.session.add(KnownDevice(user_id=user.id, **looks))
    if not is_first:
        security_mailers.tell_of_device.later(user.id, session.device, session.address)


def _token_hash() -> str:
    """Of the cookie that tells this browser from others; one is set where there is none."""
    secret = request.cookies.get(_cookie()) or new_secret()

    @after_this_request
    def remember(response: Response) -> Response:
        response.set_cookie(
            _cookie(),
            secret,
            max_age=REMEMBERED,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response

    return hash_of(secret)


def _cookie() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"
