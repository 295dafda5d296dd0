"""Requests read strictly: JSON that is JSON, text that PostgreSQL can keep, no unknown fields."""

from __future__ import annotations

import json
from typing import Any

from flask import Request, abort
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

UNSTORABLE = "Text may not contain NUL or unpaired surrogates."


class StrictParser(FlaskParser):
    # None: the schema decides, and ours refuse.
    DEFAULT_UNKNOWN_BY_LOCATION = {"json": None, "query": None, "form": None}

    def load_json(self, req: Request, schema: Schema) -> Any:
        if req.mimetype != "application/json":
            abort(415, "Send the body as application/json.")
        return storable(parse(req.get_data()))

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        storable(req.args.to_dict(flat=False))
        return super().load_querystring(req, schema)


def parse(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not valid JSON.") from error


def storable(value: Any) -> Any:
    """The value itself, or 422 when some text in it has no place in a database."""
    try:
        text = json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValidationError(UNSTORABLE) from error
    if b"\\u0000" in text.replace(b"\\\\", b""):
        raise ValidationError(UNSTORABLE)
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
