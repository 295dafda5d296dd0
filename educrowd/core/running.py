"""What runs for long: the web server, workers, the scheduler, or all of them together."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from types import FrameType

import click
from flask import Flask, current_app

from . import bells, schedule
from .commands import allow_long_statements
from .forks import Fork, share_with_forks
from .outbox import BULK, QUEUES
from .processes import STOP_SECONDS, KeepsFalling, listen_for_the_end, stop
from .warming import warm_up


def init_app(app: Flask) -> None:
    for command in (serve, web, worker, scheduler):
        app.cli.add_command(command)


def numeric_address(context: click.Context, option: click.Parameter, host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        raise click.BadParameter(f"{host!r} is no IP address") from None


host_option = click.option(
    "--host", default="127.0.0.1", show_default=True, callback=numeric_address, help="An IP address."
)
port_option = click.option("--port", type=click.IntRange(1, 65535), help="PORT by default.")
workers_option = click.option(
    "--workers", type=click.IntRange(1), default=2, show_default=True, help="Web processes; each has 4 threads."
)


@click.command("serve", help="Run web server, worker and scheduler from one process.")
@host_option
@port_option
@workers_option
def serve(host: str, port: int | None, workers: int) -> None:
    serve_web = web_server(host, port, workers)
    warm_up()
    share_with_forks()
    stopping = listen_for_the_end()
    parts = [
        Fork("web", serve_web),
        # An import may take an hour, and no payment waits for it.
        Fork("worker", partial(take_jobs, tuple(queue for queue in QUEUES if queue != BULK))),
        Fork("bulk worker", partial(take_jobs, (BULK,))),
        Fork("scheduler", keep_schedule),
    ]
    try:
        for part in parts:
            part.start()
        while not stopping.wait(0.5):
            for part in parts:
                part.revive()
    except KeepsFalling as error:
        raise click.ClickException(str(error)) from None
    finally:
        stop(parts)


@click.command("web", help="Run the web server alone.")
@host_option
@port_option
@workers_option
def web(host: str, port: int | None, workers: int) -> None:
    serve_web = web_server(host, port, workers)
    warm_up()
    share_with_forks()
    serve_web()


@click.command("worker", help="Run an RQ worker for the given queues (all by default).")
@click.argument("queues", nargs=-1, type=click.Choice(QUEUES))
@click.option("--burst", is_flag=True, help="Stop when the queues are empty.")
def worker(queues: tuple[str, ...], burst: bool) -> None:
    share_with_forks()
    take_jobs(queues or QUEUES, burst)


@click.command("scheduler", help="Run the scheduler; several may run, each turn is taken once.")
def scheduler() -> None:
    keep_schedule()


def web_server(host: str, port: int | None, workers: int) -> Callable[[], None]:
    """Two processes of four threads: the fastest of what was measured on two cores.

    Made before the fork, so that what Granian imports is in memory once.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    return Granian(
        "wsgi:app",
        address=host,
        port=port or current_app.config["PORT"],
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        respawn_failed_workers=True,
        # One that was told to end before it could listen would never do so.
        workers_kill_timeout=int(STOP_SECONDS / 2),
        log_level=LogLevels.warning,
    ).serve


def take_jobs(queues: tuple[str, ...], burst: bool = False) -> None:
    """Do what the queues hold, in a process for each job."""
    from rq import Worker
    from rq.serializers import JSONSerializer

    allow_long_statements()
    Worker(
        list(queues),
        connection=bells.worker_redis(),
        serializer=JSONSerializer,
        maintenance_interval=15,
    ).work(burst=burst, logging_level="WARNING")


def keep_schedule() -> None:
    """Take the turns that are due, until told to end."""
    allow_long_statements()
    stop = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    schedule.run_forever(stop.is_set)
