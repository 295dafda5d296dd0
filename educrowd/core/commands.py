"""The developers' commands that belong to no module: worker, scheduler, schedule."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from ipaddress import ip_address
from types import FrameType, TracebackType

import click
from flask import Flask, current_app
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from . import db_tenants, jobs, schedule
from .db import db
from .errors import Refused
from .outbox import QUEUES


def init_app(app: Flask) -> None:
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true" and not app.debug:
        sys.excepthook = say_in_one_line
    app.cli.add_command(serve)
    app.cli.add_command(work)
    app.cli.add_command(keep_schedule)
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


def numeric_address(context: click.Context, option: click.Parameter, host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        raise click.BadParameter(f"{host!r} is no IP address") from None


@click.command("web", help="Run the web server.")
@click.option("--host", default="127.0.0.1", show_default=True, callback=numeric_address, help="An IP address.")
@click.option("--port", type=click.IntRange(1, 65535), help="PORT by default.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes; each has 4 threads.")
def serve(host: str, port: int | None, workers: int) -> None:
    """Loaded once and forked: the processes share what the application holds in memory."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    share_with_forks()
    Granian(
        "wsgi:app",
        address=host,
        port=port or current_app.config["PORT"],
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()


@click.command("worker", help="Run an RQ worker for the given queues (all by default).")
@click.argument("queues", nargs=-1, type=click.Choice(QUEUES))
@click.option("--burst", is_flag=True, help="Stop when the queues are empty.")
def work(queues: tuple[str, ...], burst: bool) -> None:
    from rq import Worker
    from rq.serializers import JSONSerializer

    allow_long_statements()
    share_with_forks()
    worker = Worker(
        list(queues or QUEUES),
        connection=jobs.worker_redis(),
        serializer=JSONSerializer,
        maintenance_interval=15,
    )
    worker.work(burst=burst, logging_level="WARNING")


@click.command("scheduler", help="Run the scheduler; several may run, each turn is taken once.")
def keep_schedule() -> None:
    allow_long_statements()
    stop = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    schedule.run_forever(stop.is_set)


@click.command("schedule", help="List what runs when.")
def show_schedule() -> None:
    for line in sorted(schedule.LINES, key=lambda line: (line.interval, line.name)):
        click.echo(f"every {line.interval!s:>10}  {line.reach:<26} {line.name}")


def allow_long_statements() -> None:
    """Workers and commands may think longer than a web request."""
    config = current_app.config
    config["STATEMENT_TIMEOUT_MS"] = config["JOB_STATEMENT_TIMEOUT_MS"]


def share_with_forks() -> None:
    """Forked processes keep their parent's memory and leave its connections alone."""
    engine = db.engine
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
    multiprocessing.set_start_method("fork", force=True)
    gc.collect()
    gc.freeze()
