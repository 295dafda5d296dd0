"""A window on the sandbox: its accounts, their objects, and what can be made to happen to them."""

import json

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for

from sandbox import actions, clock, current, faults, funds, objects, store
from sandbox.pages.controls import FAULTS, given_values, refuse_other_sites
from sandbox.pages.shown import moment, money
from sandbox.settings import PLATFORM

pages = Blueprint("browse", __name__, url_prefix="/_sandbox")
pages.before_request(refuse_other_sites)

ROWS = 50
TITLES = ("email", "name", "description", "type")


@pages.get("/")
def index():
    account, kind = request.args.get("account", PLATFORM), request.args.get("kind", "account")
    with current.acting_as(PLATFORM):
        accounts = objects.select("account")
    with current.acting_as(account):
        return render_template(
            "browse.html",
            accounts=accounts,
            account=account,
            balances=[
                (money(available, code), money(pending, code)) for code, (available, pending) in funds.totals().items()
            ],
            counts=_counts(account),
            kind=kind,
            rows=[_row(obj) for obj in objects.select(kind, limit=ROWS)],
            now=moment(clock.now()),
            offset=clock.offset(),
            rules=faults.listed(),
            faults=FAULTS,
        )


@pages.get("/objects/<account>/<id>")
def show(account: str, id: str):
    with current.acting_as(account):
        obj = _find(id)
    return render_template("object.html", account=account, row=_row(obj), text=json.dumps(obj, indent=2))


@pages.post("/objects/<account>/<id>")
def act(account: str, id: str):
    action = str(given_values().get("action", ""))
    with current.acting_as(account), store.transaction():
        obj = _find(id)
        actions.perform(obj, action)
    if request.is_json:
        return jsonify(obj)
    return redirect(url_for(".show", account=account, id=id), 303)


def _find(id: str) -> objects.Object:
    return objects.peek(id) or abort(404)


def _counts(account: str) -> list[tuple[str, int]]:
    return store.execute(
        "SELECT kind, count(*) FROM objects WHERE account = ? GROUP BY kind ORDER BY kind", account
    ).fetchall()


def _row(obj: dict) -> dict:
    amount = obj.get("amount", obj.get("amount_total", obj.get("total")))
    return {
        "id": obj["id"],
        "kind": obj["object"],
        "created": moment(obj.get("created")),
        "what": next((obj[name] for name in TITLES if obj.get(name)), ""),
        "status": obj.get("status") or "",
        "amount": money(amount, obj["currency"]) if amount is not None and obj.get("currency") else "",
        "actions": actions.names(obj),
    }
