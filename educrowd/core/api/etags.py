"""ETags of what is shown: 304 on reads, 412 on updates of something that has changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, request
from sqlalchemy import func, select
from werkzeug.exceptions import PreconditionFailed

from educrowd.core.db import db

SAFE = {"GET", "HEAD"}
UPDATES = {"PUT", "PATCH", "DELETE"}


def tagged(response: Response) -> Response:
    """The response with the ETag of its data; empty with 304 when the client has it already."""
    body = response.get_json()
    meta = {name: value for name, value in body["meta"].items() if name != "request_id"}
    shown = json.dumps([body["data"], meta], sort_keys=True).encode()
    response.set_etag(hashlib.sha256(shown).hexdigest()[:32])
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if request.method in SAFE:
        response.make_conditional(request)
    return response


def unless_changed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let an update with If-Match through only when the resource still looks as it did to the client."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if request.method in UPDATES and request.if_match:
            _require_match(**kwargs)
        return view(*args, **kwargs)

    return guarded


def _require_match(**kwargs: Any) -> None:
    # Two updates with the same If-Match come here one after the other, the second after the first one's commit.
    lock = func.hashtextextended(f"if-match {request.host} {request.path.rstrip('/')}", 0)
    db.session.execute(select(func.pg_advisory_xact_lock(lock)))
    resource: Any = vars(current_app.view_functions[request.endpoint or ""])["view_class"]
    if not hasattr(resource, "get"):
        raise PreconditionFailed("This address shows nothing that could be compared.")
    shown = resource().get(**kwargs)
    if shown.get_etag()[0] not in request.if_match:
        raise PreconditionFailed("The resource has changed since it was read.")
