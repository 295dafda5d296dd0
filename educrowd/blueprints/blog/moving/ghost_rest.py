"""What else a Ghost export holds and has no place in a post: said, so that nobody looks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from .found import Left
from .rows import Row, said

READERS = "They come in under Newsletter, from Ghost’s own list of members (CSV), with a word on how they agreed."
MENU = "A menu: menus are made anew here."
DESCRIPTIONS = "Tags have a name here and no description."
MONEY = "Prices and tiers are made anew here."


def left_by_ghost(tables: dict[str, list[Row]]) -> Iterator[Left]:
    """A line for each kind of thing."""
    for row in tables.get("settings", ()):
        if row.get("key") in ("navigation", "secondary_navigation") and (names := _entries(said(row, "value"))):
            yield Left("other", ", ".join(names), MENU)
    described = [said(tag, "name") for tag in tables.get("tags", ()) if said(tag, "description")]
    if described:
        yield Left("other", f"What describes the tags {', '.join(described)}", DESCRIPTIONS)
    for table, what, why in (
        ("members", "members", READERS),
        ("newsletters", "newsletters", READERS),
        ("stripe_prices", "prices", MONEY),
    ):
        if count := len(tables.get(table, ())):
            yield Left("other", f"{count} {what if count > 1 else what.removesuffix('s')}", why)


def notes_on(row: Row) -> Iterator[str]:
    """What a post says besides its text, and loses."""
    if said(row, "codeinjection_head") or said(row, "codeinjection_foot"):
        yield "Code for its page alone is left out."
    if said(row, "canonical_url"):
        yield "It named another address as its original; here it is its own."


def _entries(text: str) -> list[str]:
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        return []
    listed = entries if isinstance(entries, list) else []
    return [name for each in listed if isinstance(each, dict) and (name := said(each, "label"))]
