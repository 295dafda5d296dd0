"""`expand[]`: ids replaced by the objects they name."""

from collections.abc import Callable

from sandbox import current, objects
from sandbox.errors import InvalidRequest
from sandbox.settings import PLATFORM

MAX_LEVELS = 4
INCLUDABLE: dict[tuple[str, str], Callable[[dict], dict]] = {}
ON_PLATFORM = ("application_fee",)


def includable(kind: str, field: str) -> Callable:
    """Mark a function as the maker of a field that is only answered when asked for."""

    def register(make: Callable[[dict], dict]) -> Callable[[dict], dict]:
        INCLUDABLE[kind, field] = make
        return make

    return register


def expand(answer: dict, paths: list[str]) -> dict:
    """The answer with each named path expanded."""
    for path in paths:
        parts = path.split(".")
        if len(parts) > MAX_LEVELS + (parts[0] == "data"):
            raise InvalidRequest(f"You cannot expand more than {MAX_LEVELS} levels of a property.", param="expand")
        _expand(answer, parts, path)
    return answer


def _expand(node: dict, parts: list[str], path: str) -> None:
    field, *rest = parts
    value = _included(node, field, path)
    if isinstance(value, str):
        value = node[field] = _named(value, field, path)
    for inner in value if isinstance(value, list) else [value]:
        if rest and isinstance(inner, dict):
            _expand(inner, rest, path)


def _included(node: dict, field: str, path: str):
    make = INCLUDABLE.get((node.get("object", ""), field))
    if make and field not in node:
        node[field] = make(node)
    if field not in node:
        raise InvalidRequest(f"This property cannot be expanded ({path}).", param="expand")
    return node[field]


def _named(id: str, field: str, path: str) -> dict:
    with current.acting_as(PLATFORM if field in ON_PLATFORM else current.account()):
        found = objects.peek(id)
    if found is None:
        raise InvalidRequest(f"This property cannot be expanded ({path}).", param="expand")
    return found
