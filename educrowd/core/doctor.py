"""`flask doctor`: what this installation stands on, and what to do where it does not hold."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

import click
from flask import Flask, current_app

from .checks import CHECKS, Failing
from .options import AS_JSON


@dataclass(frozen=True)
class Finding:
    """The outcome of one check."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(doctor)
    app.cli.add_command(db_url)


@click.command("doctor", help="Check each dependency: OK, or FAIL with the remedy.")
@AS_JSON
def doctor(as_json: bool) -> None:
    findings = [examine(name, check) for name, check in CHECKS.items()]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            show(finding)
    sys.exit(not all(finding.ok for finding in findings))


@click.command("db-url", help="Print a URL for psql; development only.")
@click.argument("role", type=click.Choice(["owner", "app", "ops"]))
def db_url(role: str) -> None:
    names = {"owner": "DATABASE_OWNER_URL", "app": "DATABASE_URL", "ops": "DATABASE_OPS_URL"}
    if current_app.config["ENVIRONMENT"] != "development":
        raise click.ClickException("flask db-url shows passwords, so it works in development only")
    if not current_app.config[names[role]]:
        raise click.ClickException(f"{names[role]} is not set")
    click.echo(current_app.config[names[role]].replace("postgresql+psycopg2://", "postgresql://"))


def examine(name: str, check: Callable[[], str]) -> Finding:
    """Run one check."""
    try:
        return Finding(name, ok=True, detail=check())
    except Failing as failing:
        return Finding(name, ok=False, detail=failing.problem, remedy=failing.remedy)


def show(finding: Finding) -> None:
    """Print a finding on one line, its remedy on the next."""
    mark = click.style("OK  ", fg="green") if finding.ok else click.style("FAIL", fg="red")
    click.echo(f"{mark}  {finding.name:<12} {finding.detail}")
    if finding.remedy:
        click.echo(f"      {'':<12} {finding.remedy}")
