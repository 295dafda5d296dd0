"""Which letters one gets from a site, as JSON."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import Schema, fields, validate
from educrowd.core.current import current
from educrowd.core.letter_topics import choices, choose

from .api import accounts


class LetterChoiceOut(Schema):
    group = fields.String(metadata={"example": "Courses"})
    name = fields.String(metadata={"example": "blog:newsletter"})
    title = fields.String(metadata={"example": "Newsletter"})
    words = fields.String(metadata={"description": "What these letters are about."})
    is_optional = fields.Boolean(metadata={"description": "Whether one may do without."})
    is_wanted = fields.Boolean()


class LetterChoicesOut(Schema):
    topics = fields.List(fields.Nested(LetterChoiceOut))


class LetterChoicesIn(Schema):
    wanted = fields.List(
        fields.Text(80),
        required=True,
        validate=validate.Length(max=100),
        metadata={
            "description": "Names of topics; letters of all others that are optional end.",
            "example": ["blog:newsletter"],
        },
    )


@accounts.route("/letters/")
class Letters(MethodView):
    @accounts.response(200, LetterChoicesOut)
    @needs(SIGNED_IN)
    def get(self) -> dict[str, Any]:
        """All letters that this site may send, and which of them one gets."""
        return {"topics": choices(current.user)}

    @accounts.arguments(LetterChoicesIn)
    @accounts.response(200, LetterChoicesOut)
    @needs(SIGNED_IN, unpaid=True)
    def put(self, body: dict[str, Any]) -> dict[str, Any]:
        """Choose them; the newsletter asks by a letter first where one's address is not proven."""
        choose(current.user, body["wanted"])
        return {"topics": choices(current.user)}
