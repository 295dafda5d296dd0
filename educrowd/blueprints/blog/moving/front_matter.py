"""What stands above a text in Markdown: YAML between lines of ---, or TOML between lines of +++."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from educrowd.core.current import current

from .reading import universal

LONGEST = 64 * 1024
FENCES = {"---": "yaml", "+++": "toml"}


class Unreadable(Exception):
    """What stands there is neither."""


class _Loader(yaml.SafeLoader):
    """YAML without anchors, with which a few lines become as many as one likes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise Unreadable
        return super().compose_node(parent, index)


def split(text: str) -> tuple[dict[str, Any], str]:
    """What is said above, by lower-case names, and the text; nothing is said where no fence opens."""
    first, _, rest = text.removeprefix("\ufeff").replace("\r\n", "\n").partition("\n")
    fence = first.strip()
    if fence not in FENCES:
        return {}, text.removeprefix("\ufeff")
    said, end, body = f"\n{rest}".partition(f"\n{fence}\n")
    if not end and said.endswith(f"\n{fence}"):
        said = said.removesuffix(fence)
    elif not end:
        return {}, text
    return _read(said, FENCES[fence]), body


def _read(text: str, kind: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise Unreadable
    try:
        said = yaml.load(text, _Loader) if kind == "yaml" else tomllib.loads(text)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError, TypeError) as error:
        raise Unreadable from error
    return {str(name).lower(): value for name, value in said.items()} if isinstance(said, dict) else {}


def words(said: dict[str, Any], *names: str) -> str:
    """The first of these that says something, in one line."""
    for name in names:
        value = said.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return " ".join(str(value).split())
    return ""


def several(said: dict[str, Any], *names: str, between: str = ",") -> list[str]:
    """All that these name, as a list or in one line."""
    found: list[str] = []
    for name in names:
        value = said.get(name)
        parts = value if isinstance(value, list) else value.split(between) if isinstance(value, str) else []
        found += [str(part).strip() for part in parts if isinstance(part, str | int)]
    return list(dict.fromkeys(part for part in found if part))


def moment(said: dict[str, Any], *names: str) -> datetime | None:
    """The first of these that is a date; by the clock of this site where no zone is said."""
    for name in names:
        value = said.get(name)
        if isinstance(value, str):
            value = _parsed(value)
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value, time())
        if isinstance(value, datetime):
            return universal(value, ZoneInfo(current.tenant.timezone))
    return None


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None
