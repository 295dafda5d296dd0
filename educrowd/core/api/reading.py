"""The OpenAPI document, arranged for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a body, an answer or a query."""

    name: str
    kind: str
    required: bool
    note: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of one address does."""

    method: str
    path: str
    summary: str
    need: str
    host: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    data: tuple[Field, ...]
    statuses: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        return f"{self.method}-{self.path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}"


def chapters(spec: dict[str, Any]) -> Iterator[tuple[dict[str, str], list[Operation]]]:
    """Each tag with its operations, in the order of the document."""
    for tag in spec.get("tags", ()):
        yield tag, [_operation(spec, *found) for found in _operations(spec) if tag["name"] in found[2]["tags"]]


def _operations(spec: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in spec["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, {**item[method], "shared": item.get("parameters", [])}


def _operation(spec: dict[str, Any], method: str, path: str, operation: dict[str, Any]) -> Operation:
    given = [_resolved(spec, parameter) for parameter in [*operation["shared"], *operation.get("parameters", [])]]
    answers = {status: _resolved(spec, answer) for status, answer in operation["responses"].items()}
    success = next((answer for status, answer in answers.items() if status.startswith("2")), {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        need=operation["x-needs"],
        host=operation["x-host"],
        parameters=tuple(_parameter(spec, parameter) for parameter in given),
        body=_fields(spec, _schema_of(operation.get("requestBody", {}))),
        data=_fields(spec, _schema_of(success).get("properties", {}).get("data", {})),
        statuses=tuple((status, answer.get("description", "")) for status, answer in sorted(answers.items())),
    )


def _parameter(spec: dict[str, Any], parameter: dict[str, Any]) -> Field:
    schema = _resolved(spec, parameter["schema"])
    where = "" if parameter["in"] == "query" else f" ({parameter['in']})"
    note = parameter.get("description") or _bounds(schema)
    return Field(parameter["name"] + where, _kind(spec, schema), parameter.get("required", False), note)


def _fields(spec: dict[str, Any], schema: dict[str, Any]) -> tuple[Field, ...]:
    schema = _resolved(spec, schema)
    if schema.get("type") == "array":
        return _fields(spec, schema["items"])
    required = schema.get("required", ())
    return tuple(
        Field(name, _kind(spec, found), name in required, _bounds(_resolved(spec, found)))
        for name, found in schema.get("properties", {}).items()
    )


def _kind(spec: dict[str, Any], schema: dict[str, Any]) -> str:
    schema = _resolved(spec, schema)
    kind = schema.get("type", "any")
    words = " or ".join(kind) if isinstance(kind, list) else kind
    if words == "array":
        return f"list of {_kind(spec, schema.get('items', {}))}"
    return schema.get("format", words).replace("date-time", "moment")


def _bounds(schema: dict[str, Any]) -> str:
    """What else is asked of a value, in words."""
    limits = {"minimum": "from {}", "maximum": "to {}", "minLength": "at least {} long", "maxLength": "at most {} long"}
    notes = [words.format(schema[name]) for name, words in limits.items() if name in schema]
    choices = [str(choice) for choice in schema.get("enum", ())]
    if 0 < len(choices) <= 12:
        notes.append("one of " + ", ".join(choices))
    return "; ".join(notes)


def _schema_of(message: dict[str, Any]) -> dict[str, Any]:
    return message.get("content", {}).get("application/json", {}).get("schema", {})


def _resolved(spec: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found: Any = spec
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found
