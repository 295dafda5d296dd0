"""Every failure as the same envelope; never HTML, never a traceback."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from educrowd.core.api.envelope import problem, refusal
from educrowd.core.api.schemas import UNKNOWN_FIELD
from educrowd.core.errors import Refused

CODES = {
    400: "malformed",
    401: "unauthenticated",
    402: "site_unpaid",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    412: "precondition_failed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "rate_limited",
    503: "unavailable",
}
# Headers that carry meaning beyond the body, which is ours.
KEPT = {"allow", "retry-after", "www-authenticate", "location"}
SENTENCES = {
    400: "The request can't be understood.",
    401: "Sign in first.",
    402: "This site's plan has not been paid; it can only be read.",
    403: "You may not do this.",
    404: "There is nothing here.",
    405: "This address does not know that method.",
    409: "This collides with the present state.",
    412: "It has changed since it was read.",
    413: "The request is too large.",
    415: "Send the body as application/json.",
    422: "Some of what was sent can't be accepted.",
    429: "Too many requests; try again later.",
    500: "Something went wrong on our side.",
    503: "Not available at the moment; try again soon.",
}


def failure(error: BaseException) -> Response:
    """The response for an exception."""
    if isinstance(error, Refused):
        return refusal([problem(error.code, error.message, error.field)], error.status, _headers_of(error))
    if isinstance(error, ValidationError):
        return refusal(problems(error.messages), 422)
    if isinstance(error, HTTPException):
        return _http_failure(error)
    return status_failure(500)


def problems(messages: Any, path: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Marshmallow's nested messages as a flat list."""
    if isinstance(messages, dict):
        return [found for name, below in messages.items() for found in problems(below, (*path, str(name)))]
    field = ".".join(name for name in path if name != "_schema") or None
    return [problem(_code_of(message), message, field) for message in messages]


def _code_of(message: str) -> str:
    return "unknown_field" if message == UNKNOWN_FIELD else "invalid"


def _http_failure(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    messages = getattr(error, "data", {}).get("messages")
    if messages:
        below = [found for location in messages.values() for found in problems(location)]
        return refusal(below, status)
    return status_failure(status, _sentence(error, status), _headers_of(error))


def status_failure(status: int, message: str | None = None, headers: Any = ()) -> Response:
    """The response for a bare status."""
    message = message or SENTENCES.get(status, HTTPStatus(status).phrase)
    return refusal([problem(CODES.get(status, "error"), message)], status, headers)


def _sentence(error: HTTPException, status: int) -> str | None:
    was_written_for_us = error.description != type(error).description
    return error.description if was_written_for_us and status < 500 else None


def _headers_of(error: Exception) -> dict[str, str]:
    headers = dict(getattr(error, "headers", None) or {})
    if isinstance(error, HTTPException):
        headers |= {name: value for name, value in error.get_response().headers.items() if name.lower() in KEPT}
    return headers
