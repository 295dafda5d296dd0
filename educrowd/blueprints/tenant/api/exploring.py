"""/api/v1/explore/: sites that want to be found, for everybody."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PLATFORM, PUBLIC, needs
from educrowd.core.api import ApiBlueprint, PageQuery, Schema, fields, validate
from educrowd.core.searching import LONGEST, tidied

from ..exploring import listed, newest_of

exploring = ApiBlueprint("explore_api", __name__, url_prefix="/api/v1/explore", description="Sites to be found")


class NewestOut(Schema):
    kind = fields.String(validate=validate.OneOf(("course", "project")))
    title = fields.String(metadata={"example": "Reading the Night Sky"})
    url = fields.String(metadata={"example": "https://northgate.example.org/courses/night-sky"})


class ListedSiteOut(Schema):
    id = fields.Id(dump_only=True, metadata={"example": 3})
    tenant_id = fields.Id(attribute="id", dump_only=True, metadata={"example": 3})
    name = fields.String(metadata={"example": "Northgate University"})
    description = fields.String()
    language = fields.String(metadata={"example": "en"})
    accent = fields.String(metadata={"example": "#b4552d"})
    url = fields.String(attribute="origin", metadata={"example": "https://northgate.example.org"})
    newest = fields.List(fields.Nested(NewestOut), metadata={"description": "A course and a running project."})

    @ma.pre_dump(pass_collection=True)
    def look_around(self, sites: Any, many: bool, **_: Any) -> Any:
        """The newest of all that are shown, at once."""
        newest = newest_of(sites)
        for site in sites:
            site.newest = [
                {"kind": one.kind, "title": one.title, "url": site.origin + one.url} for one in newest[site.id]
            ]
        return sites


class ExploreQuery(PageQuery):
    q = fields.String(validate=validate.Length(max=LONGEST), metadata={"description": "Part of the name."})


@exploring.route("/")
class Explore(MethodView):
    @exploring.arguments(ExploreQuery, location="query")
    @exploring.page(ListedSiteOut)
    @needs(PUBLIC, on=PLATFORM)
    def get(self, query: dict[str, Any]) -> Select[Any]:
        """Open sites whose staff wants them to be found, the newest first."""
        return listed(tidied(query.get("q", "")))
