"""Certificates as Open Badges 3: a verifiable credential, signed as a JSON Web Token with the site's Ed25519 key."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import jwt

from educrowd.core.api.fields import utc_text
from educrowd.core.current import current

from ..models import Certificate, SigningKey

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
KEYS_PATH = "/.well-known/certificate-keys.json"
UNTIMED: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}


def keys_url() -> str:
    """Where this site publishes its public keys."""
    return current.tenant.origin + KEYS_PATH


def credential(code: str, snapshot: dict[str, Any], issued_at: datetime, expires_at: datetime | None) -> dict[str, Any]:
    """The badge; `certificate` in it is all that is printed."""
    page = f"{current.tenant.origin}/certificates/{code}"
    badge = {
        "@context": CONTEXT,
        "id": page,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": snapshot["course"],
        "issuer": {"id": snapshot["site_url"], "type": ["Profile"], "name": snapshot["site"]},
        "validFrom": utc_text(issued_at),
        "credentialSubject": {"type": ["AchievementSubject"], "identifier": [_named(snapshot["learner"])]}
        | {"achievement": _achievement(snapshot)},
        "certificate": snapshot,
        "iss": snapshot["site_url"],
        "jti": page,
        "nbf": int(issued_at.timestamp()),
    }
    if expires_at is not None:
        badge |= {"validUntil": utc_text(expires_at), "exp": int(expires_at.timestamp())}
    return badge


def sign(badge: dict[str, Any], key: SigningKey) -> str:
    """The badge as a compact token."""
    return jwt.encode(badge, key.signer, algorithm="EdDSA", headers={"kid": f"{keys_url()}#{key.name}"})


def verified(certificate: Certificate) -> dict[str, Any] | None:
    """The badge if its signature holds and says what we show; None otherwise."""
    try:
        badge = jwt.decode(certificate.token, certificate.key.verifier, algorithms=["EdDSA"], options=UNTIMED)
    except jwt.InvalidTokenError:
        return None
    return badge if badge["certificate"] == certificate.snapshot else None


def _named(learner: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "identityType": "name", "hashed": False, "identityHash": learner}


def _achievement(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": snapshot["course_url"],
        "type": ["Achievement"],
        "achievementType": "Course",
        "name": snapshot["course"],
        "description": snapshot["summary"] or snapshot["course"],
        "criteria": {"narrative": snapshot["statement"]},
    }
