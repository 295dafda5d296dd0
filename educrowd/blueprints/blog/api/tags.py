"""What posts are about, and whom they may be for."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery
from educrowd.core.audiences import EVERYONE, OPEN, choices
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import find

from ..filing.schemas import MergeIn, TagOut, TagUpdate, shown
from ..filing.tags import all_tags, change, merge, remove
from ..models import Tag
from ..queries import tags_in_use
from ..schemas import AudienceOut
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
        """Tags of public posts, most used first; for those who may change everybody's posts all tags, by name."""
        return [shown(*row) for row in db.session.execute(_tags())]


@blog.route("/tags/<int:id>/")
class OneTag(MethodView):
    @blog.response(200, TagOut)
    @needs(PUBLIC)
    def get(self, id: int) -> dict[str, Any]:
        """One tag."""
        return _shown(id)

    @blog.arguments(TagUpdate)
    @blog.response(200, TagOut)
    @needs("posts.manage")
    def patch(self, body: dict[str, str], id: int) -> dict[str, Any]:
        """Call it something else, or say what it is about."""
        change(find(Tag, id=id), **body)
        return _shown(id)

    @blog.response(204)
    @needs("posts.manage")
    def delete(self, id: int) -> None:
        """Take it from its posts, which stay."""
        remove(find(Tag, id=id))


@blog.route("/tags/<int:id>/merge/")
class TagMerge(MethodView):
    @blog.arguments(MergeIn)
    @blog.response(200, TagOut)
    @needs("posts.manage")
    def post(self, body: dict[str, int], id: int) -> dict[str, Any]:
        """Let its posts have another tag instead, and its address lead there; answers that tag."""
        tag, into = find(Tag, id=id), db.session.get(Tag, body["into_id"])
        if into is None:
            raise Invalid("into_id", "There is no such tag.")
        if into is tag:
            raise Invalid("into_id", "Choose another tag than this one.")
        return _shown(merge(tag, into).id)


def _tags() -> Select[Tag, int]:
    return all_tags() if current.user.can("posts.manage") else tags_in_use()


def _shown(id: int) -> dict[str, Any]:
    row = db.session.execute(_tags().where(Tag.id == id)).one_or_none()
    return shown(*row) if row else abort(404)
