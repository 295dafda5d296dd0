"""A tool elsewhere, as it is written down: one form and one schema."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from wtforms import BooleanField, StringField, TextAreaField, URLField
from wtforms.validators import DataRequired, Length, Optional

from educrowd.core.errors import Invalid
from educrowd.core.forms import Form

from ..limits import TITLE
from .lessons import LONGEST, is_web

URLS = ("login_url", "launch_url", "jwks_url")
SHARES = ("shares_name", "shares_email", "shares_members")
LEAST_BITS = 2048


class ToolForm(Form):
    title: Any = StringField("Name", [DataRequired(), Length(max=TITLE)])
    login_url: Any = URLField(
        "Log-in address", [DataRequired(), Length(max=LONGEST)], description="OIDC initiation URL"
    )
    launch_url: Any = URLField("Launch address", [DataRequired(), Length(max=LONGEST)], description="Target link URI")
    redirects: Any = TextAreaField(
        "Further redirect addresses", [Optional(), Length(max=5_000)], description="One a line.", render_kw={"rows": 3}
    )
    jwks_url: Any = URLField("Address of its keys", [Optional(), Length(max=LONGEST)], description="JWKS URL")
    public_key: Any = TextAreaField(
        "Or its public key",
        [Optional(), Length(max=5_000)],
        description="PEM, where the tool has no address for its keys.",
        render_kw={"rows": 4, "spellcheck": "false"},
    )
    shares_name: Any = BooleanField("Tell it the learner's name")
    shares_email: Any = BooleanField("Tell it the learner's email address")

    shares_members: Any = BooleanField(
        "Let it read who is enrolled",
        description="In courses that start it: a number for each learner, and what is said above.",
    )

    @property
    def facts(self) -> dict[str, Any]:
        facts = {
            name: self[name].data
            for name in ("title", *URLS, "public_key", "shares_name", "shares_email", "shares_members")
        }
        lines = (line.strip() for line in (self.redirects.data or "").splitlines())
        return facts | {"redirect_urls": [line for line in lines if line]}


def checked_tool(facts: dict[str, Any]) -> dict[str, Any]:
    """The same, if a browser can be sent there and the tool can prove itself; Invalid otherwise."""
    for name in URLS:
        if facts.get(name) and not is_web(facts[name]):
            raise Invalid(name, "Write an address that begins with https://.")
    if not all(is_web(url) for url in facts.get("redirect_urls", ())):
        raise Invalid("redirects", "Write addresses that begin with https://, one a line.")
    if facts.get("public_key"):
        _require_key(facts["public_key"])
    elif not facts.get("jwks_url"):
        raise Invalid("jwks_url", "The tool must prove who it is: give the address of its keys, or its public key.")
    return facts


def _require_key(pem: str) -> None:
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Invalid("public_key", "This is no public key in PEM.") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < LEAST_BITS:
        raise Invalid("public_key", f"LTI takes RSA keys of at least {LEAST_BITS} bits.")
