"""The edge of the API: account, faults, idempotency, one transaction, errors, JSON."""

import json
import time
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from sandbox import brackets, current, faults, idempotency, objects, store, uploads
from sandbox.errors import Forbidden, InvalidRequest, RateLimited, ServerError, StripeError, Unauthorized
from sandbox.expanding import expand
from sandbox.params import Params
from sandbox.settings import API_VERSION, PLATFORM

api = Blueprint("api", __name__, url_prefix="/v1")


def _route(method: str, rule: str) -> Callable:
    def register(handler: Callable) -> Callable:
        name = f"{method} {rule}".replace(".", "_")
        api.add_url_rule(rule, name, partial(_serve, handler), methods=[method])
        return handler

    return register


get = partial(_route, "GET")
post = partial(_route, "POST")
remove = partial(_route, "DELETE")


def listing(kind: str, params: Params, *filters: str, conditions: list | None = None) -> dict:
    """A page of the account's objects, filtered by fields the caller may name."""
    wanted = [(name, params.text(name)) for name in filters]
    data, has_more = objects.page(
        kind,
        limit=min(params.integer("limit", least=1) or 10, 100),
        after=params.text("starting_after"),
        before=params.text("ending_before"),
        conditions=[
            *(conditions or []),
            *params.created(),
            *(objects.equals(*pair) for pair in wanted if pair[1]),
        ],
    )
    return {"object": "list", "data": data, "has_more": has_more, "url": request.path}


def _serve(handler: Callable, **ids: str) -> Response:
    call = current.Call.fresh(request.headers.get("Idempotency-Key") if request.method == "POST" else None)
    if _struck("lost_request"):
        return _cut(Response())
    try:
        with current.answering(call), current.acting_as(_account()):
            status, body, replayed = _once(handler, ids)
    except StripeError as error:
        status, body, replayed = error.status, json.dumps(error.body()), False
    response = _response(call, status, body, replayed)
    return _cut(response) if _struck("lost_reply") else response


def _account() -> str:
    key = (request.authorization and (request.authorization.token or request.authorization.username)) or ""
    if not key.startswith(("sk_test_", "rk_test_")):
        raise Unauthorized(
            f"Invalid API Key provided: {key[:8]}***. The sandbox takes any key that begins with sk_test_."
        )
    account = request.headers.get("Stripe-Account", PLATFORM)
    if account != PLATFORM and objects.peek(account, "account") is None:
        raise Forbidden(
            f"The provided key '{key[:8]}***' does not have access to account '{account}' (or that account"
            " does not exist). Application access may have been revoked.",
            "account_invalid",
        )
    return account


def _once(handler: Callable, ids: dict) -> tuple[int, str, bool]:
    values = brackets.decode(_pairs())
    if request.method == "GET":
        _misbehave()
        return 200, json.dumps(_perform(handler, ids, values)), False
    key = current.call().idempotency_key
    with idempotency.claim(key):
        _misbehave()
        answer = idempotency.recall(key, request.path, values)
        if answer:
            return *answer, True
        return *_write(handler, ids, values), False


def _write(handler: Callable, ids: dict, values: dict) -> tuple[int, str]:
    with store.transaction() as work:
        try:
            status, body, recorded = 200, _perform(handler, ids, values), True
        except StripeError as error:
            if not error.kept:
                work.undo()
            status, body, recorded = error.status, error.body(), error.recorded
        text = json.dumps(body)
        if recorded:
            idempotency.record(current.call().idempotency_key, request.path, values, status, text)
    return status, text


def _perform(handler: Callable, ids: dict, values: dict) -> dict:
    params = Params(values)
    paths = params.texts("expand")
    answer = handler(params, **ids)
    params.refuse_unread()
    return expand(answer, paths)


def _pairs() -> list[tuple[str, str]]:
    source = request.form if request.method == "POST" else request.args
    return [*source.items(multi=True), *((name, uploads.name_of(sent)) for name, sent in request.files.items())]


def _response(call: current.Call, status: int, body: str, replayed: bool) -> Response:
    response = Response(body, status, content_type="application/json")
    response.headers["Request-Id"] = call.id
    response.headers["Stripe-Version"] = request.headers.get("Stripe-Version", API_VERSION)
    if "Stripe-Account" in request.headers:
        response.headers["Stripe-Account"] = request.headers["Stripe-Account"]
    if call.idempotency_key:
        response.headers["Idempotency-Key"] = call.idempotency_key
    if replayed:
        response.headers["Idempotent-Replayed"] = "true"
    if status in (409, 429):
        response.headers["Stripe-Should-Retry"] = "true"
    return response


def _misbehave() -> None:
    delay = _struck("delay")
    if delay:
        time.sleep(delay.seconds)
    if _struck("rate_limit"):
        raise RateLimited("Request rate limit exceeded.", "rate_limit")
    if _struck("server_error"):
        raise ServerError("An unknown error occurred.")


def _cut(response: Response) -> Response:
    """Promise one byte more than is sent, so that the server breaks the connection off."""
    response.headers["Content-Length"] = str(len(response.get_data()) + 1)
    return response


def _struck(fault: str) -> faults.Rule | None:
    return faults.struck(fault, request.path, request.method)


@api.app_errorhandler(HTTPException)
def _unserved(error: HTTPException) -> Response | HTTPException:
    if not request.path.startswith("/v1/"):
        return error
    if error.code in (404, 405):
        refusal: StripeError = InvalidRequest(f"Unrecognized request URL ({request.method}: {request.path}).")
    else:
        refusal = ServerError("An unknown error occurred.")
    return Response(json.dumps(refusal.body()), error.code, content_type="application/json")
