"""The envelope around every answer."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from educrowd.core.security import request_id

PREFIX = "/api/"


def is_api_request() -> bool:
    """Whether the client must be answered in JSON, whatever happens."""
    return request.path.startswith(PREFIX)


def success(data: Any, **meta: Any) -> dict[str, Any]:
    return {"success": True, "data": data, "meta": {**meta, "request_id": request_id()}, "errors": []}


def refusal(errors: list[dict[str, Any]], status: int, headers: Any = ()) -> Response:
    """The response for errors: a list of {code, field, message}."""
    body = {"success": False, "data": None, "meta": {"request_id": request_id()}, "errors": errors}
    response = jsonify(body)
    response.status_code = status
    response.headers.extend(headers)
    if status == 401:
        response.headers.setdefault("WWW-Authenticate", "Bearer")
    return response


def problem(code: str, message: str, field: str | None = None) -> dict[str, Any]:
    return {"code": code, "field": field, "message": message}
