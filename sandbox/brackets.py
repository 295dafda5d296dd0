"""Stripe's form encoding: `items[0][price]=x&metadata[key]=y&expand[]=z` as nested values."""

import re
from collections.abc import Iterable

from sandbox.errors import InvalidRequest

MAX_DEPTH = 12
PART = re.compile(r"\[([^\[\]]*)\]")


def decode(pairs: Iterable[tuple[str, str]]) -> dict:
    """Nest form pairs into dictionaries and lists."""
    root: dict = {}
    for key, value in pairs:
        _place(root, _path(key), value, key)
    return {name: _listed(value) for name, value in root.items()}


def _path(key: str) -> list[str]:
    head, bracket, rest = key.partition("[")
    path = [head, *PART.findall(bracket + rest)]
    if len(path) > MAX_DEPTH or key != head + "".join(f"[{part}]" for part in path[1:]):
        raise InvalidRequest(f"Invalid parameter name: {key}", param=key)
    return path


def _place(node: dict, path: list[str], value: str, key: str) -> None:
    for part, after in zip(path, [*path[1:], None], strict=True):
        name = part or str(len(node))
        if after is None:
            node[name] = value
            return
        node = node.setdefault(name, {})
        if not isinstance(node, dict):
            raise InvalidRequest(f"Invalid parameter: {key} is given both as a value and as a hash", param=key)


def _listed(value):
    if not isinstance(value, dict):
        return value
    if value and all(name.isdecimal() for name in value):
        return [_listed(value[name]) for name in sorted(value, key=int)]
    return {name: _listed(inner) for name, inner in value.items()}
