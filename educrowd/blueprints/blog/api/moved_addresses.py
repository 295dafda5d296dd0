"""Where imported posts stood, and stand now."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.current import current

from ..models import ImportedItem
from ..moving.schemas import MovedAddressOut
from .blueprint import blog


@blog.route("/moved-addresses/")
class MovedAddresses(MethodView):
    @blog.response(200, MovedAddressOut(many=True))
    @needs("posts.manage")
    def get(self) -> list[dict[str, Any]]:
        """All of them, for whoever redirects the old site."""
        origin = current.tenant.origin
        return [{"old": old, "new": origin + entry.path, "title": entry.title} for old, entry in ImportedItem.moved()]
