"""One's passkeys as JSON; a browser makes and shows them, on the platform's own pages."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PLATFORM, SIGNED_IN, needs
from educrowd.core.api import PageQuery, Schema, fields
from educrowd.core.current import current
from educrowd.core.pages import find

from ..api import accounts
from ..models import Passkey
from . import ceremonies as passkeys


class PasskeyQuery(PageQuery):
    sort = fields.Sort("id", "name", "created_at")


class PasskeyOut(Schema):
    id = fields.Id()
    name = fields.String(metadata={"example": "My phone"})
    created_at = fields.Utc()
    last_used_at = fields.Utc(allow_none=True)


class PasskeyChanges(Schema):
    name = fields.Text(60)


@accounts.route("/passkeys/")
class Passkeys(MethodView):
    @accounts.arguments(PasskeyQuery, location="query")
    @accounts.page(PasskeyOut)
    @needs(SIGNED_IN, on=PLATFORM)
    def get(self, query: dict[str, Any]) -> Select[Any]:
        """One's own passkeys."""
        return Passkey.of(current.user).order_by(None)


@accounts.route("/passkeys/<int:id>/")
class OnePasskey(MethodView):
    @accounts.response(200, PasskeyOut)
    @needs(SIGNED_IN, on=PLATFORM)
    def get(self, id: int) -> Passkey:
        """One of one's own passkeys."""
        return _own(id)

    @accounts.arguments(PasskeyChanges)
    @accounts.response(200, PasskeyOut)
    @needs(SIGNED_IN, on=PLATFORM)
    def patch(self, body: dict[str, Any], id: int) -> Passkey:
        """Give it another name."""
        key = _own(id)
        key.name = body.get("name", key.name)
        return key

    @accounts.response(204)
    @needs(SIGNED_IN, on=PLATFORM)
    def delete(self, id: int) -> None:
        """It opens nothing any more."""
        passkeys.remove(_own(id))


def _own(id: int) -> Passkey:
    return find(Passkey, id=id, user_id=current.user.id)
