"""The OpenAPI 3.1 document, written by the blueprints once somebody reads it, and its page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from threading import RLock
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from flask_smorest import Api

from educrowd.core.access import BOTH, PUBLIC, needs
from educrowd.core.api.envelope import PREFIX
from educrowd.core.api.errors import SENTENCES
from educrowd.core.api.failures import FAILURE, PROBLEM, failure_response
from educrowd.core.api.reading import chapters
from educrowd.core.api.schemas import Schema

docs = Blueprint("api_docs", __name__, url_prefix=f"{PREFIX}v1")

INTRODUCTION = """\
Every answer wears one envelope: `success`, `data`, `meta` and `errors`. Times are ISO 8601 in UTC, amounts are
integers in minor units with their `currency`. A site's resources live on the site's own host, accounts and sites
also on the platform's. Unsafe requests accept `Idempotency-Key`; reads carry an `ETag`, updates honor `If-Match`."""
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "An access token from POST /api/v1/auth/login/.",
}
PARAMETERS = {
    "IDEMPOTENCY_KEY": (
        "Idempotency-Key",
        "Up to 255 characters; a repeated key gets the first answer.",
        255,
    ),
    "IF_MATCH": ("If-Match", "The ETag that was read; 412 when the resource has changed since.", None),
    "IF_NONE_MATCH": ("If-None-Match", "The ETag at hand; 304 when nothing has changed.", None),
}
KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A personal API key, edu_…, made in the account on the site where it is good. One of the scopes "
    "listed at an address is enough; where none is listed, no key may call it.",
}
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
ETAG = {"ETag": {"description": "Changes when what is shown changes.", "schema": {"type": "string"}}}


class Nothing(Schema):
    """An answer without data."""


class Document(Api):
    """flask-smorest's document; failures are answered by our own handlers.

    Written when somebody reads it: few processes are asked for it, and it is 8 MB in each.
    """

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, *args: Any, **kwargs: Any):
        self._unwritten: list[Callable[[Any], None]] = []
        self._writing = RLock()
        super().__init__(*args, **kwargs)

    @property
    def spec(self) -> Any:
        with self._writing:
            while self._unwritten:
                self._unwritten.pop(0)(self._spec)
        return self._spec

    @spec.setter
    def spec(self, empty: Any) -> None:
        self._spec = empty

    def write_later(self, write: Callable[[Any], None]) -> None:
        """Something that writes into the document when its turn has come; it is handed what there is by then."""
        self._unwritten.append(write)

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        self.spec.components.schema("Problem", PROBLEM)
        self.spec.components.schema("Failure", FAILURE)
        for status in SENTENCES:
            self.spec.components.response(HTTPStatus(status).name, failure_response(status), lazy=True)
        self.spec.components.response("NOT_MODIFIED", {"description": "Nothing has changed."}, lazy=True)

    def _register_pagination_header(self) -> None:
        pass

    def _register_etag_headers(self) -> None:
        for name, (header, description, longest) in PARAMETERS.items():
            schema = {"type": "string"} | ({"minLength": 1, "maxLength": longest} if longest else {})
            parameter = {"name": header, "description": description, "schema": schema}
            self.spec.components.parameter(name, "header", parameter, lazy=True)


def init_app(app: Flask) -> None:
    app.extensions["api"] = Document(
        app,
        spec_kwargs={
            "title": "EduCrowd",
            "version": "1.0.0",
            "openapi_version": "3.1.0",
            "info": {"description": INTRODUCTION},
            "servers": [{"url": "/", "description": "This host"}],
        },
    )
    app.extensions["api"].spec.components.security_scheme("bearer", BEARER)
    app.extensions["api"].spec.components.security_scheme("key", KEY)
    app.register_blueprint(docs)


def include(app: Flask, blueprint: Any) -> None:
    """Add a registered blueprint's resources to the document."""
    document = app.extensions["api"]
    app.extensions["flask-smorest"]["blp_name_to_api"][blueprint.name] = document

    def write(spec: Any) -> None:
        blueprint.register_views_in_doc(document, app, spec, name=blueprint.name, parameters=None)
        spec.tag({"name": tag_of(blueprint), "description": blueprint.description})

    document.write_later(write)


def tag_of(blueprint: Any) -> str:
    return blueprint.name.removesuffix("_api")


@docs.get("/openapi.json")
@needs(PUBLIC, on=BOTH)
def document() -> Response:
    return jsonify(_spec())


@docs.get("/docs")
@needs(PUBLIC, on=BOTH)
def page() -> str:
    """The same document for people."""
    spec = _spec()
    return render_template("api/docs.html", spec=spec, chapters=list(chapters(spec)))


_scopes_for: Callable[[str, str], list[str]] = lambda method, path: []  # noqa: E731


def scopes_are_told_by(teller: Callable[[str, str], list[str]]) -> None:
    """The module that knows API keys says with which of their scopes an address may be called."""
    global _scopes_for
    _scopes_for = teller


@cache
def _written(document: Document) -> dict[str, Any]:
    spec = document.spec.to_dict()
    for path, item in spec["paths"].items():
        for method in METHODS & item.keys():
            if scopes := _scopes_for(method, path):
                item[method]["security"].append({"key": scopes})
    return spec


def _spec() -> dict[str, Any]:
    return _written(current_app.extensions["api"])


def enveloped(schema: Any) -> dict[str, Any]:
    """The envelope around a schema, for the document."""
    meta: dict[str, Any] = {"request_id": {"type": "string"}}
    data = {"type": "null"} if isinstance(schema, Nothing) else schema
    if schema.many:
        meta |= {name: {"type": "integer", "minimum": 0} for name in ("total", "page", "per_page")}
        data = {"type": "array", "items": type(schema)}
    properties = {
        "success": {"const": True},
        "data": data,
        "meta": {"type": "object", "required": list(meta), "properties": meta},
        "errors": {"type": "array", "maxItems": 0, "items": {"$ref": "#/components/schemas/Problem"}},
    }
    return {"type": "object", "required": list(properties), "properties": properties}
