"""How the command line behaves, and the commands that belong to no module."""

from __future__ import annotations

import os
import sys
from types import TracebackType

import click
from flask import Flask, current_app
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from . import db_tenants, schedule
from .errors import Refused


def init_app(app: Flask) -> None:
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true" and not app.debug:
        sys.excepthook = say_in_one_line
    app.cli.add_command(show_schedule)
    app.cli.add_command(db_tenants.group)
    schedule.every(schedule.forget_old_turns, hours=24)


def say_in_one_line(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A command's failure that has a known cause is one line; a defect keeps its traceback."""
    if isinstance(error, Refused):
        print(f"Error: {error.message}", file=sys.stderr)
    elif isinstance(error, SQLAlchemyError | RedisError):
        first = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        print(f"Error: {first} (`flask doctor` examines what the platform stands on)", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


@click.command("schedule", help="List what runs when.")
def show_schedule() -> None:
    for line in sorted(schedule.LINES, key=lambda line: (line.interval, line.name)):
        reach = "each tenant" if line.per_tenant else "once"
        click.echo(f"every {line.interval!s:>10}  {reach:<12} {line.name}")


def allow_long_statements() -> None:
    """Workers and commands may think longer than a web request."""
    config = current_app.config
    config["STATEMENT_TIMEOUT_MS"] = config["JOB_STATEMENT_TIMEOUT_MS"]
