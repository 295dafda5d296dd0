"""Made-up letters about accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from educrowd.core import specimens
from educrowd.core.current import current
from educrowd.core.db import utcnow
from educrowd.core.specimens import Made


def _contents() -> dict[str, Any]:
    user = Made(name="Ada Lovelace", first_name="Ada", email="ada@example.org", is_claimed=True)
    key = Made(name="Newsletter", scopes=["projects:read", "pledges:read"], expires_at=utcnow() + timedelta(days=7))
    invitation = {"role": "an editor", "is_proven": False, "has_come": False}
    return {
        "user": user,
        "name": "Ada",
        "key": key,
        "url": current.tenant.origin,
        "email": "ada@example.org",
        "new_email": "ada@example.net",
        "what": "",
        "device": "Firefox on Linux",
        "address": "203.0.113.9",
        "here": current.tenant.name,
        "codes_left": 7,
        "subject_line": "Log-ins ask for a second step now",
        **invitation,
    }


specimens.offer(
    "auth",
    "Members",
    _contents,
    {
        "welcome": ("Welcome", {}),
        "confirm": ("Confirm your address", {}),
        "known": ("You have an account", {}),
        "claim": ("Your account", {}),
        "reset": ("Choose a new password", {}),
        "login_link": ("Log in by this link", {}),
        "proof": ("Is this your address?", {}),
        "change": ("Confirm your new address", {}),
        "changed": ("Your address was changed", {}),
        "let_go": ("Your address is free again", {}),
        "security": ("Log-ins ask for a second step now", {}),
        "security.recovery": ("A recovery code was used", {"what": "recovery_code_used"}),
        "new_device": ("Somebody logged in as you", {}),
        "export": ("Your data is ready", {}),
        "close": ("Close your account", {}),
        "closed": ("Your account is closed", {}),
        "invitation": ("You have been asked to come", {}),
        "invitation.proven": ("You have been asked, with an account", {"is_proven": True}),
        "invitation.member": ("You have been given one more role", {"is_proven": True, "has_come": True}),
        "key_made": ("A new API key", {}),
        "key_ends": ("An API key ends in a week", {}),
        "key_revoked": ("An API key was revoked", {}),
    },
)
