"""What posts are about, and whom they may be for."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery
from educrowd.core.audiences import EVERYONE, OPEN, choices
from educrowd.core.current import current
from educrowd.core.db import db

from ..models import Tag
from ..queries import tags_in_use
from ..schemas import AudienceOut, TagOut
from .blueprint import blog


@blog.route("/audiences/")
class Audiences(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(AudienceOut)
    @needs("updates.write")
    def get(self, query: dict[str, Any]) -> list[dict[str, str]]:
        """Whom you may write for: what `audience` of a post takes."""
        listed = {OPEN: {EVERYONE: OPEN}, **choices(current.user)}
        return [
            {"audience": written, "kind": kind, "name": name}
            for kind in listed
            for written, name in listed[kind].items()
        ]


@blog.route("/tags/")
class Tags(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(TagOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        """Tags of public posts, most used first."""
        return [_with_count(*row) for row in db.session.execute(tags_in_use())]


def _with_count(tag: Tag, count: int) -> dict[str, Any]:
    names = ("id", "slug", "name", "created_at", "updated_at")
    return {**{name: getattr(tag, name) for name in names}, "posts_count": count}
