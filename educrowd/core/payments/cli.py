"""`flask money`: the developer's and operator's view of the money."""

from __future__ import annotations

import json
import sys

import click

from ..commands import allow_long_statements
from ..options import AS_JSON
from .checking import findings_everywhere


@click.group("money", help="Check the books.")
def money() -> None:
    pass


@money.command("check", help="Check every site's money; exits with 1 when something is wrong.")
@AS_JSON
def check(as_json: bool) -> None:
    allow_long_statements()
    found = findings_everywhere()
    click.echo(json.dumps({"sites": found, "ok": not any(found.values())}) if as_json else _words(found))
    sys.exit(1 if any(found.values()) else 0)


def _words(found: dict[str, list[str]]) -> str:
    lines = [f"{site}: {finding}" for site, findings in found.items() for finding in findings]
    return "\n".join(lines) or f"{len(found)} sites checked, all is well."
