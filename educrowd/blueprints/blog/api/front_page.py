"""The front page for programs: read its arrangement, put it anew, publish it."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs

from ..pages import front_page
from ..pages.blocks import checked
from ..pages.front_page import arranging, blocks_now
from ..pages.schemas import FrontPageIn, FrontPageOut
from .blueprint import blog


@blog.route("/front-page/")
class OneFrontPage(MethodView):
    @blog.response(200, FrontPageOut)
    @needs("posts.manage")
    def get(self) -> dict[str, Any]:
        """The blocks of the draft; before anybody arranged it, those it would begin with."""
        return _shown()

    @blog.arguments(FrontPageIn)
    @blog.response(200, FrontPageOut)
    @needs("posts.manage")
    def put(self, body: dict[str, Any]) -> dict[str, Any]:
        """Put all blocks of the draft anew, in their order; visitors see them once they are published."""
        with arranging() as blocks:
            blocks[:] = [checked(**block, at=f"blocks.{number}.") for number, block in enumerate(body["blocks"])]
        if body["publish"]:
            front_page.publish()
        return _shown()


def _shown() -> dict[str, Any]:
    page, blocks = blocks_now()
    return {
        "blocks": blocks,
        "is_published": page is not None and page.is_published,
        "has_changes": page is not None and page.has_changes,
        "published_at": page and page.published_at,
    }
