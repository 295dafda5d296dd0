"""Where imported posts stood, and stand now."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery

from ..models import ImportedItem
from ..moving.schemas import MovedAddressOut
from .blueprint import blog


@blog.route("/moved-addresses/")
class MovedAddresses(MethodView):
    @blog.arguments(PageQuery, location="query")
    @blog.page(MovedAddressOut)
    @needs("posts.manage")
    def get(self, query: dict[str, Any]) -> Select[ImportedItem]:
        """All of them, for whoever redirects the old site."""
        return ImportedItem.moved(with_text=True)
