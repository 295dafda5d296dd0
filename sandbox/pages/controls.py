"""The sandbox's knobs: time, faults, forgotten keys, a fresh start. JSON, and plain forms from its own page."""

import re
from dataclasses import fields

from flask import Blueprint, jsonify, redirect, request, url_for

from sandbox import clock, faults, idempotency, later, onboarding, store
from sandbox.errors import Forbidden, InvalidRequest

pages = Blueprint("controls", __name__, url_prefix="/_sandbox")

FAULTS = faults.REQUEST_FAULTS + faults.WEBHOOK_FAULTS
KNOBS = {field.name for field in fields(faults.Rule)}


@pages.before_request
def refuse_other_sites():
    """A page elsewhere may not turn the knobs."""
    from_elsewhere = request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
    if from_elsewhere and request.method != "GET":
        raise Forbidden("These controls answer to their own page only.")


@pages.get("/health")
def health():
    return jsonify(ok=True, now=clock.now(), deliveries=_count("deliveries"), tasks=_count("tasks"))


@pages.get("/faults")
def list_faults():
    return jsonify(faults.listed())


@pages.post("/faults")
def add_fault():
    given = given_values()
    if "seed" in given:
        faults.seed(_integer(given.pop("seed"), "seed"))
    if given.get("fault") not in FAULTS or given.keys() - KNOBS:
        raise InvalidRequest(f"A fault is one of {', '.join(FAULTS)}, with {', '.join(sorted(KNOBS))} and seed.")
    faults.add(faults.Rule.of(given))
    return _answer(jsonify(faults.listed()), 201)


@pages.delete("/faults")
@pages.post("/faults/none")
def clear_faults():
    faults.clear()
    return _answer("", 204)


@pages.post("/clock")
def advance_clock():
    seconds = _integer(given_values().get("advance_seconds"), "advance_seconds")
    now = clock.advance(seconds)
    return _answer(jsonify(now=now, tasks_done=later.run_due()), 200)


@pages.delete("/idempotency-keys")
def forget_keys():
    return jsonify(forgotten=idempotency.forget(request.args.get("key")))


@pages.post("/reset")
def reset():
    faults.clear()
    store.erase()
    onboarding.ensure_platform()
    return _answer("", 204)


def given_values() -> dict:
    """What a program sent as JSON, or a person with a form."""
    given = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    if not isinstance(given, dict):
        raise InvalidRequest("Send a JSON object.")
    return given


def _integer(value: object, name: str) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,8}", str(value), re.ASCII):
        raise InvalidRequest(f"{name} is a whole number of at most 8 digits, not negative.", param=name)
    return int(str(value))


def _answer(body, status: int):
    """JSON to programs; the page again to people, whose forms are not JSON."""
    if request.mimetype == "application/x-www-form-urlencoded":
        return redirect(url_for("browse.index"), 303)
    return body, status


def _count(table: str) -> int:
    return store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
