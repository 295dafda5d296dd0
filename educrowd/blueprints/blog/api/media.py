"""Pictures for programs: the same rules as in the studio."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize

from ..media.bringing import bring
from ..media.removing import remove
from ..media.schemas import MediaDeletionQuery, MediaIn, MediaOut, MediaQuery, MediaUpdate, stream_of
from ..media.uses import unused
from ..models import Media
from .blueprint import blog


@blog.route("/media/")
class Pictures(MethodView):
    @blog.arguments(MediaQuery, location="query")
    @blog.page(MediaOut)
    @needs("updates.write")
    def get(self, query: dict[str, Any]) -> Select[Any]:
        """Pictures of posts, pages and the front page, newest first; who only helps sees what they brought."""
        listed = Media.listed_for(current.user)
        if query.get("unused"):
            listed = unused(listed)
        return listed.where(Media.has_words(query["q"])) if query.get("q") else listed

    @blog.arguments(MediaIn)
    @blog.created(MediaOut)
    @needs("updates.write")
    def post(self, body: dict[str, Any]) -> Media:
        """Keep a picture; a text shows it once it has its `markdown`.

        For those who write posts, and for helpers of a project or course.
        """
        return bring(stream_of(body), **{name: body[name] for name in ("name", "alt", "decorative")})


@blog.route("/media/<int:id>/")
class OnePicture(MethodView):
    @blog.response(200, MediaOut)
    @needs("updates.write")
    def get(self, id: int) -> Media:
        """One picture, with all places that show it."""
        return _offered(id)

    @blog.arguments(MediaUpdate)
    @blog.response(200, MediaOut)
    @needs("updates.write")
    def patch(self, body: dict[str, Any], id: int) -> Media:
        """Say what it shows; texts that show it already keep the words that they have."""
        picture = _offered(id)
        decorative = body.get("decorative", picture.decorative and not body.get("alt"))
        picture.describe(alt=body.get("alt", picture.alt), decorative=decorative)
        audit("media.described", subject=picture)
        db.session.flush()
        return picture

    @blog.arguments(MediaDeletionQuery, location="query")
    @blog.response(204)
    @needs("updates.write")
    def delete(self, query: dict[str, Any], id: int) -> None:
        """Delete a picture that nothing shows: one's own, for editors everybody's.

        409 `in_use` names what shows it, 409 `in_letters` says that letters which were sent load it from here.
        """
        picture = _offered(id)
        authorize(picture.deletable_by(current.user))
        remove(picture, **query)


def _offered(id: int) -> Media:
    return db.session.scalar(Media.listed_for(current.user).where(Media.id == id)) or abort(404)
