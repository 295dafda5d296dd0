"""The signed addresses of pledges and matches: who holds one needs no log-in."""

from __future__ import annotations

from secrets import token_urlsafe
from urllib.parse import urlencode

from flask import current_app
from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer

from educrowd.core.current import current

FORM_SECONDS = 24 * 3600


def page_of(public_id: str, *steps: str, **details: str) -> str:
    """The absolute, signed address of a pledge's page, or of a step below it."""
    path = "/".join(("/pledges", public_id, *steps))
    return f"{current.tenant.origin}{path}?{urlencode({'key': key_of(public_id), **details})}"


def sponsor_page_of(public_id: str, *steps: str, **details: str) -> str:
    """The absolute, signed address of the page where a sponsor agrees to a match."""
    path = "/".join(("/matches", public_id, *steps))
    return f"{current.tenant.origin}{path}?{urlencode({'key': sponsor_key_of(public_id), **details})}"


def sponsor_key_of(public_id: str) -> str:
    """What an address must carry to speak for the sponsor of this match."""
    return key_of(f"match:{public_id}")


def sponsor_return_of(public_id: str, **details: str) -> str:
    """Where the card page leads a sponsor back to."""
    return sponsor_page_of(public_id, "return", **details)


def return_of(public_id: str, **details: str) -> str:
    """Where the card page leads back to; `card` names one visit to it."""
    return page_of(public_id, "return", **details)


def key_of(public_id: str) -> str:
    """What an address must carry to speak for this pledge of this site."""
    return _signer().get_signature(_name(public_id)).decode()


def opens(key: str, public_id: str) -> bool:
    """Whether this key was made for this pledge."""
    return _signer().verify_signature(_name(public_id).encode(), key)


def new_token() -> str:
    """What a fresh pledge form carries, so that sending it twice makes one pledge; only we can make one."""
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
    return Signer(current_app.config["SECRET_KEY"], salt="pledge-link")


def _forms() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"pledge-form-{current.tenant.id}")
