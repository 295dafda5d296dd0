"""What a browser carries to a tool and back: who started which lesson, signed by us, for some minutes."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from educrowd.core.current import current

LASTS_SECONDS = 600
TOKEN_SECONDS = 3600


def hint_of(**facts: Any) -> str:
    return _signer("launch").dumps(facts)


def read_hint(hint: str) -> dict[str, Any] | None:
    """The facts, if the hint is ours and fresh."""
    return _read("launch", hint, LASTS_SECONDS)


def choice_of(**facts: Any) -> str:
    return _signer("choice").dumps(facts)


def read_choice(choice: str) -> dict[str, Any] | None:
    """What is being chosen by whom, if that is ours and fresh: people look around before they choose."""
    return _read("choice", choice, TOKEN_SECONDS)


def token_for(tool: Any, scopes: list[str]) -> str:
    """A tool's access token: it opens this site's services alone."""
    return _signer("token").dumps({"tool": tool.uid, "scopes": scopes})


def read_token(token: str) -> dict[str, Any] | None:
    return _read("token", token, TOKEN_SECONDS)


def subject_of(tool: Any, user: Any) -> str:
    """What a tool knows a person as; two tools can't compare."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    told = f"lti/{current.tenant.id}/{tool.uid}/{user.id}"
    return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()[:32]


def _read(use: str, text: str, seconds: int) -> dict[str, Any] | None:
    try:
        return _signer(use).loads(text, max_age=seconds)
    except BadSignature:
        return None


def _signer(use: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"lti-{use}-{current.tenant.id}")
