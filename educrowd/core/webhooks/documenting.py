"""What receivers get, in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from flask import Flask

from .events import EVENTS, EventType

HEADERS = {
    "webhook-id": "The same at every try: what has come before can be passed over.",
    "webhook-timestamp": "When this try was made, in seconds since 1970.",
    "webhook-signature": "One or, while the secret changes, two signatures by Standard Webhooks, v1.",
}
KEPT_UP = "Any 2xx within ten seconds. All else is tried again, seven times within two days."


def document(app: Flask) -> None:
    """Write every event into the document; to be called when the modules have said theirs."""
    api = app.extensions["api"]

    def write(spec: Any) -> None:
        schema_of = api.ma_plugin.resolver.resolve_schema_dict
        spec.options["webhooks"] = {
            event.name: {"post": _operation(event, schema_of(event.schema))} for event in EVENTS.values()
        }

    api.write_later(write)


def _operation(event: EventType, data: dict[str, Any]) -> dict[str, Any]:
    properties = {
        "type": {"const": event.name},
        "timestamp": {"type": "string", "format": "date-time"},
        "data": data,
    }
    body = {"type": "object", "required": list(properties), "properties": properties}
    return {
        "summary": event.words,
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": words, "schema": {"type": "string"}}
            for name, words in HEADERS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"2XX": {"description": KEPT_UP}},
    }
