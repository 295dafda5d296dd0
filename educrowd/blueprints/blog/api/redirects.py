"""Old addresses of the site, one by one and by the list."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.pages import find

from ..models import Redirect, SlugRedirect
from ..redirects.lists import listed, look, remove, write, write_one
from ..redirects.schemas import (
    FormerSlugOut,
    RedirectIn,
    RedirectListIn,
    RedirectListOut,
    RedirectOut,
    RedirectQuery,
    RedirectUpdate,
)
from .blueprint import blog


@blog.route("/redirects/")
class Redirects(MethodView):
    @blog.arguments(RedirectQuery, location="query")
    @blog.page(RedirectOut)
    @needs("posts.manage")
    def get(self, query: dict[str, Any]) -> Select[Redirect]:
        """Old addresses and where they lead; `q` looks in both."""
        return Redirect.matching(query.get("q", ""))

    @blog.arguments(RedirectIn)
    @blog.created(RedirectOut)
    @needs("posts.manage")
    def post(self, body: dict[str, str]) -> Redirect:
        """Let an address that the site has no page for lead somewhere; of a known one the target is changed."""
        return write_one(**body)


@blog.route("/redirects/<int:id>/")
class OneRedirect(MethodView):
    @blog.response(200, RedirectOut)
    @needs("posts.manage")
    def get(self, id: int) -> Redirect:
        """One redirect."""
        return find(Redirect, id=id)

    @blog.arguments(RedirectUpdate)
    @blog.response(200, RedirectOut)
    @needs("posts.manage")
    def patch(self, body: dict[str, str], id: int) -> Redirect:
        """Let it lead elsewhere."""
        return write_one(find(Redirect, id=id).path, body["target"])

    @blog.response(204)
    @needs("posts.manage")
    def delete(self, id: int) -> None:
        """Let the address lead nowhere."""
        remove(find(Redirect, id=id))


@blog.route("/redirect-list/")
class RedirectList(MethodView):
    @blog.arguments(RedirectListIn)
    @blog.response(200, RedirectListOut)
    @needs("posts.manage")
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Write many at once; what can't be is said on its line. The same list again changes nothing."""
        act = look if body["dry_run"] else write
        return {"dry_run": body["dry_run"], "lines": act(listed(body["redirects"]))}


@blog.route("/former-slugs/")
class FormerSlugs(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(FormerSlugOut)
    @needs("posts.manage")
    def get(self, query: dict[str, Any]) -> Select[SlugRedirect]:
        """Slugs that posts used to have; they lead to the post by themselves."""
        return select(SlugRedirect).order_by(SlugRedirect.slug)
