"""What a site's file holds, and what of it stays out and why: counted, not believed."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from . import manifest
from .portable import ARRIVES_AS, ONLY_BECAUSE, RECORDS
from .reading import PEOPLE, SiteFile

LONGEST_WORDS = 300


def describe(site: SiteFile) -> dict[str, Any]:
    """Name and origin, people and roles, files, and each kind of row with how many there are."""
    makes = {table["name"]: _count(site, f"tables/{table['name']}.jsonl") for table in site.manifest["tables"]}
    sizes, said, head = site.sizes(), site.json("site.json"), site.json(manifest.NAME)
    return {
        "name": _words(said.get("name")),
        "exported_from": _words(head.get("exported_from")),
        "exported_at": _words(head.get("exported_at")),
        "people_count": _count(site, PEOPLE),
        "roles": _roles(site),
        "files_count": len(sizes),
        "files_bytes": sum(sizes.values()),
        "makes": [_row(name, count, ARRIVES_AS.get(name, "")) for name, count in makes.items() if count],
        "left_out": _left_out(site, makes),
    }


def _left_out(site: SiteFile, makes: dict[str, int]) -> list[dict[str, Any]]:
    """Records that are the first owner's to keep, and rows that a table leaves behind; no note: it hangs on another."""
    found = []
    for part in sorted(site.parts("records/")):
        name = part.removeprefix("records/").removesuffix(".jsonl")
        count = _count(site, part) - makes.get(name, 0)
        if name != "people" and count > 0:
            found.append(_row(name, count, RECORDS.get(name) or ONLY_BECAUSE.get(name, "")))
    return found


def _row(table: str, count: int, note: str) -> dict[str, Any]:
    return {"name": table.replace("_", " ").capitalize(), "count": count, "note": note}


def _roles(site: SiteFile) -> dict[str, int]:
    said = (json.loads(line) for line in site.lines("members.jsonl"))
    return dict(Counter(each.get("role") for each in said if each.get("is_active")).most_common())


def _count(site: SiteFile, part: str) -> int:
    return sum(1 for _ in site.lines(part)) if site.has(part) else 0


def _words(said: Any) -> str:
    """What a page and a row can hold: no signs that nobody sees."""
    return "".join(filter(str.isprintable, said[:LONGEST_WORDS])) if isinstance(said, str) else ""
