"""The end of one's account, as JSON."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import PLATFORM, SIGNED_IN, needs
from educrowd.core.current import current

from ..api import accounts
from ..second_factor.schemas import PasswordIn
from . import closing


@accounts.route("/me/closing/")
class Closing(MethodView):
    @accounts.arguments(PasswordIn)
    @accounts.accepted("A link is on its way; the account is closed by it and not before.")
    @accounts.alt_response(409, "CONFLICT")
    @needs(SIGNED_IN, on=PLATFORM)
    def post(self, body: dict[str, Any]) -> None:
        """Have the link mailed that closes the account; 409 with the reasons while something has to be done first."""
        closing.ask(current.user, body["current_password"])
