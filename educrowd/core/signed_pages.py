"""Pages that open to whoever holds their signed address, without a log-in; each kind of them has keys of its own."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_urlsafe
from urllib.parse import urlencode

from flask import current_app
from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer

from .current import current

FORM_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class SignedPages:
    """The pages of one kind of thing, such as "order" below /orders, on the current site."""

    kind: str
    path: str

    def page_of(self, public_id: str, *steps: str, **details: str) -> str:
        """The absolute, signed address of a thing's page, or of a step below it."""
        path = "/".join((self.path, public_id, *steps))
        return f"{current.tenant.origin}{path}?{urlencode({'key': self.key_of(public_id), **details})}"

    def key_of(self, public_id: str) -> str:
        """What an address must carry to speak for this thing of this site."""
        return self._signer().get_signature(_name(public_id)).decode()

    def opens(self, key: str, public_id: str) -> bool:
        """Whether this key was made for this thing."""
        return self._signer().verify_signature(_name(public_id).encode(), key)

    def new_token(self) -> str:
        """What a fresh form carries, so that sending it twice makes one thing; only we can make one."""
        return self._forms().dumps(token_urlsafe(12))

    def public_id_in(self, token: str) -> str | None:
        """The public id that a form's token holds, None when it is not ours or a day old."""
        try:
            return self._forms().loads(token, max_age=FORM_SECONDS)
        except BadSignature:
            return None

    def _signer(self) -> Signer:
        return Signer(current_app.config["SECRET_KEY"], salt=f"{self.kind}-link")

    def _forms(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"{self.kind}-form-{current.tenant.id}")


def _name(public_id: str) -> str:
    return f"{current.tenant.id}:{public_id}"
