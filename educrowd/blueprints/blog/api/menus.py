"""Menus for programs: read one, put it anew."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.api import PageQuery

from ..pages.menus import PLACES, arranging, checked, menu
from ..pages.schemas import MenuIn, MenuOut
from .blueprint import blog


@blog.route("/menus/")
class Menus(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(MenuOut)
    @needs("posts.manage")
    def get(self, query: dict[str, Any]) -> list[dict[str, Any]]:
        """The menus above and below every page, with what is hidden in them."""
        return [_menu(place) for place in PLACES]


@blog.route("/menus/<place>/")
class OneMenu(MethodView):
    @blog.response(200, MenuOut)
    @needs("posts.manage")
    def get(self, place: str) -> dict[str, Any]:
        """One menu: `header` or `footer`."""
        return _menu(place)

    @blog.arguments(MenuIn)
    @blog.response(200, MenuOut)
    @needs("posts.manage")
    def put(self, body: dict[str, Any], place: str) -> dict[str, Any]:
        """Put all entries of a menu anew, in their order."""
        if place not in PLACES:
            abort(404)
        with arranging(place) as items:
            items[:] = [checked(**entry, at=f"entries.{number}.") for number, entry in enumerate(body["entries"])]
        return {"place": place, "entries": items}


def _menu(place: str) -> dict[str, Any]:
    return {"place": place, "entries": menu(place)} if place in PLACES else abort(404)
