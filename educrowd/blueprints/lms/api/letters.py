"""Which letters one wants from courses."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current

from ..letters.schemas import LetterTopicsIn, LetterTopicsOut
from ..letters.topics import choices, choose
from .blueprint import lms


@lms.route("/letters/")
class Letters(MethodView):
    @lms.response(200, LetterTopicsOut)
    @needs(SIGNED_IN)
    def get(self) -> dict[str, Any]:
        """What letters there are, and which of them one gets."""
        return {"topics": choices(current.user.id)}

    @lms.arguments(LetterTopicsIn)
    @lms.response(200, LetterTopicsOut)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, Any]) -> dict[str, Any]:
        """Choose them; letters of all other topics end."""
        choose(current.user.id, set(body["wanted"]))
        return {"topics": choices(current.user.id)}
