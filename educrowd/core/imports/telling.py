"""What became of each part of an import, for whoever asked for it by command."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import click

from .record import OUTCOMES


def tell(rows: list[dict[str, Any]], as_json: bool, *, is_written: bool, **about: Any) -> None:
    """Write the report, in words or as JSON; `about` says more in the JSON."""
    counts = Counter(row["outcome"] for row in rows)
    told = {outcome: counts[outcome] for outcome in OUTCOMES}
    if as_json:
        click.echo(json.dumps({"written": is_written, **about, "counts": told, "report": rows}))
        return
    for row in rows:
        click.echo(f"{row['outcome']:<9} {row['kind']:<12} {row['name']}")
        for note in row["notes"]:
            click.echo(f"{'':<23}{note}")
    click.echo(", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in told.items()) + ".")
    if not is_written:
        click.echo("Nothing is written.")
