"""ApiBlueprint: resources read like sentences, answers wear the envelope, the document writes itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urljoin

from flask import Response, jsonify, request
from flask_smorest import Blueprint

from educrowd.core.api import failures, openapi, paging
from educrowd.core.api.envelope import success
from educrowd.core.api.etags import tagged, unless_changed
from educrowd.core.api.idempotency import once
from educrowd.core.api.parsing import StrictParser
from educrowd.core.api.schemas import Schema

View = Callable[..., Any]
Decorator = Callable[[View], View]
LOCATION = {"Location": {"description": "Where it is", "schema": {"type": "string"}}}
BINARY = "application/octet-stream"
BYTES = {"type": "string", "format": "binary"}


class ApiBlueprint(Blueprint):
    """Resources under one prefix.

        courses = ApiBlueprint("lms_api", __name__, url_prefix="/api/v1/lms")

        @courses.route("/courses/")
        class Courses(MethodView):
            @courses.arguments(CourseQuery, location="query")
            @courses.page(CourseOut)
            @needs(PUBLIC)
            def get(self, query):
                return Course.visible_to(current.user)

            @courses.arguments(CourseIn)
            @courses.created(CourseOut)
            @needs("courses.create")
            def post(self, body):
                return Course.create(**body)

    `response(200, Schema)` shows one, `page(Schema)` a statement or list, `created(Schema)` answers 201 with
    Location, `response(204)` nothing, `file()` bytes. `@needs` stays innermost.
    """

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._prepare_doc_cbks.append(failures.describe_failures)

    def add_url_rule(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, rule: str, endpoint: str | None = None, view_func: Any = None, **options: Any
    ) -> None:
        view_func.decorators = [unless_changed, once]
        for method in view_func.methods:
            _note_need(getattr(view_func, method.lower()))
        options["tags"] = options.get("tags") or [openapi.tag_of(self)]
        super().add_url_rule(rule, endpoint, view_func, strict_slashes=False, **options)

    def register(self, app: Any, options: dict[str, Any]) -> None:
        """Mount it, and write it into the OpenAPI document."""
        super().register(app, options)
        openapi.include(app, self)

    def response(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, status_code: int, schema: Any = None, **kwargs: Any
    ) -> Decorator:
        """Answer with one object, or with nothing for 204."""
        if status_code == 204:
            return self._empty(**kwargs)
        kwargs["headers"] = openapi.ETAG | kwargs.get("headers", {})
        envelop = super().response(status_code, schema, **kwargs)
        return lambda view: _then(envelop(view), tagged)

    def file(self) -> Decorator:
        """Answer with the bytes of a file: the view returns them as a response of its own."""
        return super().response(200, BYTES, content_type=BINARY, description="The bytes of the file")

    def created(self, schema: Any, at: str = "{id}/", **kwargs: Any) -> Decorator:
        """Answer 201 with Location; `at` is relative to the list's own address."""
        envelop = self.response(201, schema, headers=LOCATION, **kwargs)
        return lambda view: _then(envelop(view), _located(at))

    def begun(self, schema: Any, at: str, *, done: int = 200) -> Decorator:
        """Answer `done`, or 202 where the object says that a worker has it: `is_working`; Location is where to ask."""
        envelop = self.response(done, schema, headers=LOCATION)
        described = "A worker has it. Ask at Location until its `state` says what came of it."
        later = self.alt_response(202, schema=schema, description=described, headers=LOCATION, success=True)

        def decorator(view: View) -> View:
            @wraps(view)
            def begins(*args: Any, **kwargs: Any) -> Any:
                begun = view(*args, **kwargs)
                return begun, 202 if begun.is_working else done

            return later(_then(envelop(begins), _located(at)))

        return decorator

    def page(self, schema: type[Schema], **kwargs: Any) -> Decorator:
        """Answer with one page of the statement or list that the view returns; the query is its last argument."""
        headers = {**openapi.ETAG, "Link": {"description": "rel=next, rel=prev", "schema": {"type": "string"}}}
        document = super().response(200, schema(many=True), headers=headers, **kwargs)

        def decorator(view: View) -> View:
            @wraps(view)
            def listed(*args: Any, **kwargs: Any) -> Response:
                rows, meta = paging.rows_of(view(*args, **kwargs), args[-1])
                link = paging.links(meta)
                body = success(schema(many=True).dump(rows), **meta)
                return tagged(_json(body, {"Link": link} if link else {}))

            return document(listed)

        return decorator

    def accepted(self, description: str) -> Decorator:
        """Answer 202 without data when the view returns None."""
        document = super().alt_response(202, schema=openapi.Nothing, description=description, success=True)

        def decorator(view: View) -> View:
            @wraps(view)
            def maybe_later(*args: Any, **kwargs: Any) -> Any:
                result = view(*args, **kwargs)
                return result if result is not None else _json(success(None), {}, status=202)

            return document(maybe_later)

        return decorator

    def _empty(self, **kwargs: Any) -> Decorator:
        document = super().response(204, **kwargs)

        def decorator(view: View) -> View:
            @wraps(view)
            def emptied(*args: Any, **kwargs: Any) -> Response:
                view(*args, **kwargs)
                return Response(status=204)

            return document(emptied)

        return decorator

    @staticmethod
    def _prepare_response_content(data: Any) -> dict[str, Any]:
        return success(data)

    @staticmethod
    def _make_doc_response_schema(schema: Any) -> Any:
        return schema if isinstance(schema, dict) else schema and openapi.enveloped(schema)


def _note_need(handler: Any) -> None:
    handler._apidoc = {**getattr(handler, "_apidoc", {}), "need": handler.__need__}


def _located(at: str) -> Callable[[Response], Response]:
    def locate(response: Response) -> Response:
        # An answer that says nothing, the same for everybody, leads nowhere.
        if response.status_code < 300 and (data := response.get_json()["data"]):
            here = request.path.rstrip("/") + "/"
            response.headers["Location"] = urljoin(here, at.format(**data))
        return response

    return locate


def _then(view: View, finish: Callable[[Response], Response]) -> View:
    @wraps(view)
    def finished(*args: Any, **kwargs: Any) -> Response:
        return finish(view(*args, **kwargs))

    return finished


def _json(body: dict[str, Any], headers: dict[str, str], status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers.extend(headers)
    return response
