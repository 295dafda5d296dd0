"""The sandbox's own knobs: JSON for tests, a page for people."""

from dataclasses import fields

from flask import Blueprint, jsonify, request

from sandbox import clock, faults, idempotency, later, onboarding, store
from sandbox.errors import InvalidRequest, StripeError

pages = Blueprint("controls", __name__, url_prefix="/_sandbox")

FAULTS = faults.REQUEST_FAULTS + faults.WEBHOOK_FAULTS


@pages.get("/health")
def health():
    return jsonify(ok=True, now=clock.now(), deliveries=_count("deliveries"), tasks=_count("tasks"))


@pages.get("/faults")
def list_faults():
    return jsonify(faults.listed())


@pages.post("/faults")
def add_fault():
    given = _json()
    if "seed" in given:
        faults.seed(int(given.pop("seed")))
    known = {field.name for field in fields(faults.Rule)}
    if given.get("fault") not in FAULTS or given.keys() - known:
        raise InvalidRequest(
            f"A fault is one of {', '.join(FAULTS)}, with {', '.join(sorted(known - {'fault'}))} and seed."
        )
    faults.add(faults.Rule(**given))
    return jsonify(faults.listed()), 201


@pages.delete("/faults")
def clear_faults():
    faults.clear()
    return "", 204


@pages.post("/clock")
def advance_clock():
    seconds = _json().get("advance_seconds")
    if type(seconds) is not int or seconds < 0:
        raise InvalidRequest("advance_seconds is a whole number of seconds ahead.")
    now = clock.advance(seconds)
    return jsonify(now=now, tasks_done=later.run_due())


@pages.delete("/idempotency-keys")
def forget_keys():
    return jsonify(forgotten=idempotency.forget(request.args.get("key")))


@pages.post("/reset")
def reset():
    faults.clear()
    store.erase()
    onboarding.ensure_platform()
    return "", 204


@pages.errorhandler(StripeError)
def refused(error: StripeError):
    return jsonify(error.body()), error.status


def _json() -> dict:
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise InvalidRequest("Send a JSON object.")
    return given


def _count(table: str) -> int:
    return store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
