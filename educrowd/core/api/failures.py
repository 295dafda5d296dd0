"""How the OpenAPI document tells of what can go wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from educrowd.core.access import PUBLIC
from educrowd.core.api.errors import CODES, SENTENCES

ALWAYS = (401, 402, 403, 404, 429, 503)
BODY = (400, 413, 415)
FAILURE = {
    "type": "object",
    "required": ["success", "data", "meta", "errors"],
    "properties": {
        "success": {"const": False},
        "data": {"type": "null"},
        "meta": {
            "type": "object",
            "required": ["request_id"],
            "properties": {"request_id": {"type": "string"}},
        },
        "errors": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Problem"}},
    },
}
PROBLEM = {
    "type": "object",
    "required": ["code", "field", "message"],
    "properties": {
        "code": {"type": "string", "examples": ["invalid"]},
        "field": {"type": ["string", "null"], "examples": ["title"]},
        "message": {"type": "string", "examples": ["Missing data for required field."]},
    },
}


def describe_failures(doc: dict[str, Any], info: dict[str, Any], *, method: str, **_: Any) -> dict[str, Any]:
    """Add what can go wrong, the headers that are understood and who may call."""
    need = info["need"]
    statuses = {*ALWAYS}
    if "parameters" in doc:
        statuses.add(422)
    headers = ["IF_NONE_MATCH"]
    if "requestBody" in doc:
        statuses |= {*BODY, 422}
    if method == "get":
        statuses.add(304)
    else:
        statuses |= {409, 422}
        headers = ["IDEMPOTENCY_KEY"]
    if method in ("put", "patch", "delete"):
        statuses.add(412)
        headers.append("IF_MATCH")
    responses = doc.setdefault("responses", {})
    for status in sorted(statuses):
        responses.setdefault(status, HTTPStatus(status).name)
    doc.setdefault("parameters", []).extend(headers)
    doc["security"] = [{"bearer": []}] if need.ability != PUBLIC else [{}, {"bearer": []}]
    doc["x-needs"], doc["x-host"] = need.ability, need.on
    return doc


def failure_response(status: int) -> dict[str, Any]:
    problem = {"code": CODES.get(status, "error"), "field": None, "message": SENTENCES[status]}
    example = {"success": False, "data": None, "meta": {"request_id": "5f0c…"}, "errors": [problem]}
    schema = {"$ref": "#/components/schemas/Failure"}
    return {
        "description": SENTENCES[status],
        "content": {"application/json": {"schema": schema, "example": example}},
    }
