"""What a person was given."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current

from ..models import Gift
from ..pledging.receiving import gifts_of
from ..schemas.gifts import GiftReceivedOut
from .blueprint import crowdfunding


@crowdfunding.route("/gifts/")
class MyGifts(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(GiftReceivedOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> Select[Gift]:
        """What others pledged for you, newest first; none while your address is not confirmed."""
        return gifts_of(current.user)
