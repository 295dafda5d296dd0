"""How a tool proves that it is itself: an assertion signed with its key, once."""

from __future__ import annotations

import json
from typing import Any

import jwt
from jwt import PyJWK, PyJWTError

from educrowd.core import outbound
from educrowd.core.cache import redis
from educrowd.core.current import current
from educrowd.core.errors import Invalid, Refused

from ..models import LtiTool

LONGEST_ASSERTION = 10_000
KEEP_KEYS_SECONDS = 600
# An assertion may not live longer, so that remembering it so long is enough.
MOST_SECONDS = 3600
MOST_BYTES = 100_000
NEEDED = ["iss", "sub", "aud", "iat", "exp", "jti"]


class Unproven(Refused):
    """Whoever asks is not shown to be a tool of this site; nothing says what was wrong with it."""

    code, status = "invalid_client", 401
    message = "The assertion is not good."


def tool_behind(assertion: str, *, audience: str) -> LtiTool:
    """The tool that signed it for this address; Unproven otherwise, and the second time."""
    if len(assertion) > LONGEST_ASSERTION:
        raise Unproven()
    tool, claims = _signed_by_tool(assertion, audience=[audience, current.tenant.origin], needed=NEEDED)
    if claims["sub"] != tool.uid or not _is_first(tool, claims["jti"]):
        raise Unproven()
    return tool


def said_by_tool(word: str) -> tuple[LtiTool, dict[str, Any]]:
    """Which tool says it, and what it says to this site; Unproven otherwise, and the second time."""
    tool, claims = _signed_by_tool(word, audience=[current.tenant.origin], needed=["iss", "aud", "iat", "exp", "nonce"])
    if not _is_first(tool, f"nonce:{claims['nonce']}"):
        raise Unproven()
    return tool, claims


def _signed_by_tool(word: str, *, audience: list[str], needed: list[str]) -> tuple[LtiTool, dict[str, Any]]:
    try:
        claimed = jwt.decode(word, options={"verify_signature": False})
        tool = LtiTool.called(str(claimed.get("iss", ""))[:40])
        if tool is None:
            raise Unproven()
        key = _key_of(tool, str(jwt.get_unverified_header(word).get("kid", "")))
        claims = jwt.decode(word, key, algorithms=["RS256"], audience=audience, leeway=5, options={"require": needed})
    except (PyJWTError, ValueError, TypeError) as error:
        raise Unproven() from error
    if claims["exp"] - claims["iat"] > MOST_SECONDS:
        raise Unproven()
    return tool, claims


def _is_first(tool: LtiTool, jti: Any) -> bool:
    key = f"t:{current.tenant.id}:lti:jti:{tool.uid}:{str(jti)[:200]}"
    return bool(redis().set(key, 1, nx=True, ex=MOST_SECONDS + 60))


def _key_of(tool: LtiTool, kid: str) -> Any:
    """The key that the tool gave us, or the one of this name at its address."""
    if not tool.jwks_url:
        return tool.public_key
    for fresh in (False, True):
        for key in _keys_at(tool, fresh=fresh):
            if key.get("kid") == kid and key.get("kty") == "RSA":
                return PyJWK(key, "RS256").key
    raise Unproven()


def _keys_at(tool: LtiTool, *, fresh: bool) -> list[dict[str, Any]]:
    """Its keys, kept some minutes; fetched anew for a name that is not among them, but not at every word."""
    place = f"t:{current.tenant.id}:lti:keys:{tool.uid}"
    kept = redis().get(place)
    if kept and not (fresh and redis().set(f"{place}:asked", 1, nx=True, ex=60)):
        return json.loads(kept)
    try:
        headers = {"Accept": "application/json"}
        answer = outbound.request("GET", tool.jwks_url, body=None, headers=headers, seconds=5, most_bytes=MOST_BYTES)
        said = json.loads(answer.body)
        keys = [key for key in said["keys"] if isinstance(key, dict)]
    except (outbound.Unreachable, Invalid, ValueError, KeyError, TypeError) as error:
        raise Unproven() from error
    redis().set(place, json.dumps(keys), ex=KEEP_KEYS_SECONDS)
    return keys
