"""Launches of tools elsewhere, as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import Schema, fields, validate

from .launching import LONGEST, WANTED
from .lessons import LONGEST as LONGEST_URL


class LaunchOut(Schema):
    url = fields.String(metadata={"description": "The tool's own log-in: open it, and the tool asks who comes."})


def _asked(most: int = LONGEST, **metadata: str) -> fields.String:
    return fields.String(required=True, validate=validate.Length(min=1, max=most), metadata=metadata)


def _fixed(name: str) -> fields.String:
    return fields.String(required=True, validate=validate.Equal(WANTED[name]), metadata={"example": WANTED[name]})


class LaunchAuthorizationIn(Schema):
    """What the tool asks, by the names that it uses."""

    client_id = _asked(40, example="k3f9x2mp7q")
    redirect_uri = _asked(LONGEST_URL, example="https://tool.example/launch")
    nonce = _asked(example="9f86d081")
    state = fields.String(load_default="", validate=validate.Length(max=LONGEST))
    login_hint = _asked(example="4d967a30111bf29f0eba01c448b375c1")
    lti_message_hint = _asked()
    scope = _fixed("scope")
    response_type = _fixed("response_type")
    response_mode = _fixed("response_mode")
    prompt = _fixed("prompt")


class LaunchAuthorizationOut(Schema):
    """A form: send `id_token` and `state` to `action` by POST."""

    action = fields.String()
    id_token = fields.String(metadata={"description": "Signed with a key of /lti/keys; good for five minutes."})
    state = fields.String()
