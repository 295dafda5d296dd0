"""API keys as JSON: made and revoked with a log-in, never with a key."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import ApiBlueprint, PageQuery
from educrowd.core.current import current
from educrowd.core.db import db

from ..models import ApiKey
from ..scopes import SCOPES, Scope
from .keeping import make_key, revoke_key
from .schemas import KeyIn, KeyMadeOut, KeyOut, KeyQuery, ScopeOut

keys = ApiBlueprint("keys_api", __name__, url_prefix="/api/v1/keys", description="Personal API keys and their scopes")


@keys.route("/")
class Keys(MethodView):
    @keys.arguments(KeyQuery, location="query")
    @keys.page(KeyOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> Select[ApiKey]:
        """One's own keys on this site; all of them for who looks after its members."""
        return ApiKey.visible_to(current.user)

    @keys.arguments(KeyIn)
    @keys.created(KeyMadeOut)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any]) -> ApiKey:
        """Make one; the answer holds the key, which is never shown again."""
        key, token = make_key(current.user, **body)
        key.token = token
        return key


@keys.route("/scopes/")
class Scopes(MethodView):
    @keys.arguments(PageQuery, location="query")
    @keys.page(ScopeOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> list[Scope]:
        """What keys can be for."""
        return list(SCOPES.values())


@keys.route("/<int:id>/")
class OneKey(MethodView):
    @keys.response(200, KeyOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> ApiKey:
        """One key, without the key itself."""
        return _visible(id)

    @keys.response(204)
    @needs(SIGNED_IN)
    def delete(self, id: int) -> None:
        """Revoke it at once."""
        revoke_key(_visible(id))


def _visible(id: int) -> ApiKey:
    return db.session.scalar(ApiKey.visible_to(current.user).where(ApiKey.id == id)) or abort(404)
