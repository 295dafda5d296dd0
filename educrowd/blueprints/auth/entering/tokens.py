"""Tokens of the API: access tokens that say who, refresh tokens that work once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

import jwt
from flask import current_app, request
from sqlalchemy import delete, select
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from educrowd.blueprints.tenant.models.tenant import slug_host
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.tenancy import transaction

from ..models import RefreshToken, Session, User
from ..models.session import API
from ..secrets import hash_of, new_secret
from . import noticing

ALGORITHM = "HS256"
HEADER = {"alg": ALGORITHM, "typ": "at+jwt"}
LIVES = timedelta(minutes=15)
CLAIMS = ["user_id", "sub", "roles", "aud", "iat", "exp", "jti"]
# Null on the platform's host, which PyJWT would count as missing.
NULLABLE = {"tenant_id", "role"}


class BadRefreshToken(Refused):
    code = "unauthenticated"
    status = 401
    message = "This refresh token is not good. Log in again."
    field = "refresh_token"


def issue(user: User, *, by_link: bool = False) -> dict[str, Any]:
    """Sign a client of the API in on the current host: its first pair of tokens."""
    session, _ = Session.begin(
        user,
        API,
        user_agent=request.user_agent.string,
        address=request.remote_addr or "",
        is_strong=user.has_second_factor,
        by_link=by_link,
    )
    noticing.notice(user, session)
    return _pair(session)


def renew(refresh_token: str) -> dict[str, Any]:
    """The next pair. A token that was used before has been stolen from somebody: the whole chain ends."""
    token = db.session.scalar(
        select(RefreshToken).where(RefreshToken.token_hash == hash_of(refresh_token)).with_for_update()
    )
    session = token and db.session.scalar(Session.by_id(token.session_id))
    if token is None or session is None:
        raise BadRefreshToken()
    if token.used_at:
        _end_for_good(session.id)
        raise BadRefreshToken()
    token.used_at = utcnow()
    return _pair(session)


def _pair(session: Session) -> dict[str, Any]:
    refresh_token = new_secret()
    db.session.add(RefreshToken(session=session, token_hash=hash_of(refresh_token)))
    return {
        "access_token": access_token(session),
        "refresh_token": refresh_token,
        "token_type": "Bearer",
        "expires_in": int(LIVES.total_seconds()),
        "user": session.user,
    }


def _end_for_good(session_id: int) -> None:
    # In a transaction of its own: the request fails, and what it did is taken back.
    db.session.rollback()
    with transaction(current.tenant):
        db.session.execute(delete(Session).where(Session.id == session_id))


def access_token(session: Session) -> str:
    now = utcnow()
    claims = {
        "user_id": session.user_id,
        "sub": str(session.user_id),
        "tenant_id": session.tenant_id,
        "role": session.user.role,
        "roles": sorted(session.user.roles),
        "aud": audience(),
        "iat": now,
        "exp": now + LIVES,
        # Leads to the sign-in, so that ending it ends its tokens.
        "jti": f"{session.id}.{secrets.token_urlsafe(12)}",
    }
    return jwt.encode(claims, _key(), algorithm=ALGORITHM, headers=HEADER)


def audience() -> str:
    """The current host's permanent name; a token is good there alone."""
    return slug_host(current.tenant.slug) if current.tenant else current_app.config["BASE_DOMAIN"]


def session_of_request() -> Session | None:
    """The sign-in behind the Authorization header; None without one, 401 for a bad one."""
    if "Authorization" not in request.headers:
        return None
    session = _session_of(token_of_request())
    if session is None:
        raise not_good()
    return session


def token_of_request() -> str:
    """What stands behind "Bearer", or nothing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


def not_good() -> Unauthorized:
    """The same words for a token or key that is forged, of another host, run out or ended."""
    return Unauthorized(
        "The access token is not good here, or no longer.",
        www_authenticate=WWWAuthenticate("bearer", {"error": "invalid_token"}),
    )


def _session_of(token: str) -> Session | None:
    try:
        claims = _claims_of(token)
        session_id = int(claims["jti"].partition(".")[0])
    except (jwt.InvalidTokenError, ValueError):
        return None
    session = db.session.scalar(Session.by_id(session_id))
    return session if session and session.user_id == claims["user_id"] else None


def _claims_of(token: str) -> dict[str, Any]:
    # Exactly our header: no other algorithm, and no kid, jku or crit to be tricked with.
    if jwt.get_unverified_header(token) != HEADER:
        raise jwt.InvalidTokenError("unknown header")
    claims = jwt.decode(token, _key(), algorithms=[ALGORITHM], audience=audience(), options={"require": CLAIMS})
    if not claims.keys() >= NULLABLE or claims["tenant_id"] != current.tenant_id:
        raise jwt.InvalidTokenError("another tenant")
    return claims


def _key() -> bytes:
    """A key of its own, so that nothing else that is signed here can pass for a token."""
    return hmac.new(current_app.config["SECRET_KEY"].encode(), b"access tokens", hashlib.sha256).digest()
