"""The signed address of an order: who holds it needs no log-in."""

from __future__ import annotations

from secrets import token_urlsafe
from urllib.parse import urlencode

from flask import current_app
from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer

from educrowd.core.current import current

FORM_SECONDS = 24 * 3600


def page_of(public_id: str, *steps: str) -> str:
    """The absolute, signed address of an order's page, or of a step below it."""
    path = "/".join(("/orders", public_id, *steps))
    return f"{current.tenant.origin}{path}?{urlencode({'key': key_of(public_id)})}"


def key_of(public_id: str) -> str:
    """What an address must carry to speak for this order of this site."""
    return _signer().get_signature(_name(public_id)).decode()


def opens(key: str, public_id: str) -> bool:
    """Whether this key was made for this order."""
    return _signer().verify_signature(_name(public_id).encode(), key)


def new_token() -> str:
    """What a fresh form carries, so that sending it twice makes one order; only we can make one."""
    return _forms().dumps(token_urlsafe(12))


def public_id_in(token: str) -> str | None:
    """The public id that a form's token holds, None when it is not ours or a day old."""
    try:
        return _forms().loads(token, max_age=FORM_SECONDS)
    except BadSignature:
        return None


def _name(public_id: str) -> str:
    return f"{current.tenant.id}:{public_id}"


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="order-link")


def _forms() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"order-form-{current.tenant.id}")
