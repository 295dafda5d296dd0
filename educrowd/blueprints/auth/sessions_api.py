"""Where one is signed in on this host, as JSON."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import BOTH, SIGNED_IN, needs
from educrowd.core.api import PageQuery, Schema, fields
from educrowd.core.current import current
from educrowd.core.pages import find

from .api import accounts
from .entering import recognizing
from .models import Session


class SessionQuery(PageQuery):
    sort = fields.Sort("last_seen_at", "created_at", "id")


class SessionOut(Schema):
    id = fields.Id()
    kind = fields.String(metadata={"description": "`web` for a browser, `api` for a client of the API."})
    device = fields.String(metadata={"example": "Firefox on Linux"})
    address = fields.String(metadata={"description": "Where it began.", "example": "203.0.113.9"})
    is_present = fields.Function(
        lambda session: session is recognizing.present_session(),
        metadata={"type": "boolean", "description": "Whether it is the one that asks."},
    )
    created_at = fields.Utc()
    last_seen_at = fields.Utc()
    expires_at = fields.Utc()


@accounts.route("/sessions/")
class Sessions(MethodView):
    @accounts.arguments(SessionQuery, location="query")
    @accounts.page(SessionOut)
    @needs(SIGNED_IN, on=BOTH)
    def get(self, query: dict[str, Any]) -> Select[Any]:
        """Where one is signed in on this host: browsers, and clients of the API."""
        return Session.of(current.user).order_by(None)

    @accounts.response(204)
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def delete(self) -> None:
        """Log out everywhere else on this host."""
        Session.end_others_here(current.user, but=recognizing.present_session())


@accounts.route("/sessions/<int:id>/")
class OneSession(MethodView):
    @accounts.response(204)
    @needs(SIGNED_IN, on=BOTH, unpaid=True)
    def delete(self, id: int) -> None:
        """Log out there: its access and refresh tokens, or its cookie, are dead at once."""
        find(Session, id=id, user_id=current.user.id, tenant_id=current.tenant_id).end()
