"""Stripe objects of the current account: make, find, save, list."""

import json
import secrets
from functools import cache
from pathlib import Path

from sandbox import clock, current, store
from sandbox.errors import InvalidRequest, NotFound

SHAPES = Path(__file__).with_name("shapes")


class Object(dict):
    """A Stripe object; `hidden` holds what only the sandbox knows about it."""

    def __init__(self, data: dict, hidden: dict | None = None):
        super().__init__(data)
        self.hidden = hidden or {}


def new_id(prefix: str) -> str:
    """An id as Stripe makes them: `pi_1…`."""
    return f"{prefix}_1{secrets.token_hex(11)}"


def shape(kind: str, **values) -> Object:
    """A new object with every key that Stripe documents for its kind."""
    empty = json.loads(_shape_text(kind))
    if "created" in empty:
        empty["created"] = clock.now()
    unknown = values.keys() - empty.keys()
    if unknown:
        raise KeyError(f"{kind} has no {sorted(unknown)}")
    return Object(empty | values)


@cache
def _shape_text(kind: str) -> str:
    return (SHAPES / f"{kind}.json").read_text()


def insert(obj: Object) -> Object:
    """Write a new object of the current account."""
    store.execute(
        "INSERT INTO objects (account, kind, id, created, data, hidden) VALUES (?, ?, ?, ?, ?, ?)",
        current.account(),
        obj["object"],
        obj["id"],
        obj.get("created") or clock.now(),
        json.dumps(obj),
        json.dumps(obj.hidden),
    )
    return obj


def save(obj: Object, **changes) -> Object:
    """Write an object again, with changes."""
    obj.update(changes)
    store.execute(
        "UPDATE objects SET data = ?, hidden = ? WHERE account = ? AND id = ?",
        json.dumps(obj),
        json.dumps(obj.hidden),
        current.account(),
        obj["id"],
    )
    return obj


def refresh(obj: Object) -> Object:
    """Read an object again, in place."""
    fresh = find(obj["object"], obj["id"])
    obj.clear()
    obj.update(fresh)
    obj.hidden = fresh.hidden
    return obj


def delete(obj: Object) -> dict:
    """Remove an object and answer as Stripe does."""
    store.execute("DELETE FROM objects WHERE account = ? AND id = ?", current.account(), obj["id"])
    return {"id": obj["id"], "object": obj["object"], "deleted": True}


def peek(id: str | None, *kinds: str) -> Object | None:
    """The object with this id, if it exists on the current account and is of one of these kinds."""
    row = store.execute(
        "SELECT data, hidden, kind FROM objects WHERE account = ? AND id = ?", current.account(), id
    ).fetchone()
    if row is None or (kinds and row[2] not in kinds):
        return None
    return _read(row)


def find(kind: str, id: str, param: str = "id") -> Object:
    """The object with this id, or Stripe's 404."""
    found = peek(id, kind)
    if found is None:
        raise NotFound(kind, id, param)
    return found


def referred(kind: str, id: str, param: str) -> Object:
    """The object a parameter names, or Stripe's 400."""
    found = peek(id, kind)
    if found is None:
        raise InvalidRequest(f"No such {kind.replace('_', ' ')}: '{id}'", "resource_missing", param)
    return found


def select(kind: str, *, limit: int = 1000, **fields) -> list[Object]:
    """Objects of a kind with these field values, newest first."""
    return _rows(kind, _equal(fields), "ORDER BY seq DESC", limit)


def page(kind: str, *, limit: int, after: str | None, before: str | None, conditions: list) -> tuple[list, bool]:
    """One page of a list, newest first, and whether there is more of it."""
    if after:
        conditions = [*conditions, ("seq < ?", _position(after, "starting_after"))]
    if before:
        conditions = [*conditions, ("seq > ?", _position(before, "ending_before"))]
    order = "ORDER BY seq ASC" if before else "ORDER BY seq DESC"
    found = _rows(kind, conditions, order, limit + 1)
    shown = found[:limit]
    return shown[::-1] if before else shown, len(found) > limit


def _equal(fields: dict) -> list:
    return [equals(name, value) for name, value in fields.items()]


def equals(field: str, value) -> tuple[str, object]:
    """The condition that a field of the object has this value (`field` is ours, never a visitor's)."""
    return f"json_extract(data, '$.{field}') = ?", value


def _rows(kind: str, conditions: list, order: str, limit: int) -> list[Object]:
    where = " AND ".join(["account = ?", "kind = ?", *(clause for clause, *_ in conditions)])
    values = [value for _, *values in conditions for value in values]
    statement = f"SELECT data, hidden FROM objects WHERE {where} {order} LIMIT ?"
    return [_read(row) for row in store.execute(statement, current.account(), kind, *values, limit)]


def _position(id: str, param: str) -> int:
    row = store.execute("SELECT seq FROM objects WHERE account = ? AND id = ?", current.account(), id).fetchone()
    if row is None:
        raise InvalidRequest(f"No such object: '{id}'", "resource_missing", param)
    return row[0]


def _read(row) -> Object:
    return Object(json.loads(row[0]), json.loads(row[1]))
