"""How people come in to a site, as JSON."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.api import Schema, fields

from ..api import members
from .ways_in import decide, ways_in


class WaysIn(Schema):
    allow_registration = fields.Boolean(metadata={"description": "Anybody may join as a student."})
    confirm_email_first = fields.Boolean(metadata={"description": "Nobody joins before a link to their address."})
    staff_second_factor = fields.Boolean(
        metadata={"description": "Rights of the staff need a sign-in by two factors; without one they get 403."}
    )


@members.route("/ways-in/")
class WaysInOfSite(MethodView):
    @members.response(200, WaysIn)
    @needs("site.manage")
    def get(self) -> dict[str, bool]:
        """How people come in to this site."""
        return ways_in()

    @members.arguments(WaysIn)
    @members.response(200, WaysIn)
    @needs("site.manage")
    def patch(self, body: dict[str, Any]) -> dict[str, bool]:
        """Change what is sent."""
        decide(**body)
        return {**ways_in(), **body}
