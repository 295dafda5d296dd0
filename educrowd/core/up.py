"""`flask up`: the whole platform as children of one process, for development."""

import json
import os
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Config, Flask, current_app
from sqlalchemy.exc import OperationalError

from . import local
from .local.locks import Lock
from .parts import children_of
from .processes import STOP_SECONDS, Child, KeepsFalling, listen_for_the_end, stop

READY_SECONDS = 60
# Whoever has just stopped the one before need not know how long its end takes.
PATIENCE_SECONDS = 5
# Each prepares what the next needs; all of them do nothing the second time.
PREPARATIONS = (["db", "upgrade"], ["db-tenants", "upgrade"])


def init_app(app: Flask) -> None:
    """Add the command."""
    app.cli.add_command(up)


@click.command("up", help="Run everything here: web, worker, scheduler, Stripe sandbox.")
def up() -> None:
    began = time.monotonic()
    config = current_app.config
    if config["ENVIRONMENT"] != "development":
        raise click.ClickException("flask up is for development; in production run what the Procfile names")
    stopping = listen_for_the_end()
    with only_one(config):
        refuse_taken_ports(config)
        prepare()
        children = children_of(config)
        try:
            for child in children:
                child.start()
            if wait_until_ready(config, children, stopping):
                greet(config, seconds=time.monotonic() - began)
                watch(config, children, stopping)
        except KeepsFalling as error:
            raise click.ClickException(str(error)) from None
        finally:
            # The platform needs that long for its own parts.
            stop(children, patience=2 * STOP_SECONDS)
            local.release_all()
            local.wait_until_stopped(config["EDUCROWD_HOME"], seconds=5)


@contextmanager
def only_one(config: Config) -> Iterator[None]:
    """Refuse a second run on the same data."""
    home = Path(config["EDUCROWD_HOME"])
    lock = Lock(home / "up.lock")
    note = home / "up.json"
    if not lock.try_acquire(PATIENCE_SECONDS):
        raise click.ClickException(already_running(note, config))
    note.write_text(json.dumps({"pid": os.getpid(), "port": config["PORT"]}))
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def already_running(note: Path, config: Config) -> str:
    """What to tell the second one."""
    found = json.loads(note.read_text()) if note.exists() else {"pid": "?", "port": "?"}
    return (
        f"EduCrowd already runs on {config['EDUCROWD_HOME']} (http://localhost:{found['port']}, process "
        f"{found['pid']}): stop it, or use other data: EDUCROWD_HOME=var2 PORT={config['PORT'] + 100} make run"
    )


def refuse_taken_ports(config: Config) -> None:
    """Refuse to start beside another program on our ports."""
    for port in filter(None, (config["PORT"], config["SANDBOX_PORT"])):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((config["HOST"], port))
            except OSError as error:
                advice = f"stop what uses it, or choose another: PORT={config['PORT'] + 100} make run"
                message = f"port {port} is not free ({error.strerror}): {advice}"
                raise click.ClickException(message) from None


def prepare() -> None:
    """Migrate both trees, then fill the demonstration sites once."""
    if not current_app.config["DATABASE_OWNER_URL"]:
        raise click.ClickException("DATABASE_OWNER_URL is not set, and migrations run as the owner of DATABASE_URL")
    commands = [*PREPARATIONS, ["demo", "seed"]] if current_app.config["DEMO"] else PREPARATIONS
    try:
        for command in commands:
            current_app.cli.main(list(command), prog_name="flask", standalone_mode=False)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(f"{reason}: start PostgreSQL, or correct DATABASE_OWNER_URL") from None


def wait_until_ready(config: Config, children: list[Child], stopping: threading.Event) -> bool:
    """Wait for the first healthy answer; False when somebody ends it all before."""
    until = time.monotonic() + READY_SECONDS
    while not is_ready(config):
        if stopping.wait(0.05):
            return False
        if time.monotonic() > until:
            raise click.ClickException(f"no answer from /readyz within {READY_SECONDS} seconds")
        for child in children:
            child.revive()
    return True


def is_ready(config: Config) -> bool:
    """Whether /readyz says yes."""
    address = f"http://127.0.0.1:{config['PORT']}/readyz"
    request = urllib.request.Request(address, headers={"Host": config["BASE_DOMAIN"]})
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def greet(config: Config, seconds: float) -> None:
    """Say where everything is."""
    platform = f"http://{config['BASE_DOMAIN']}:{config['PORT']}"
    click.echo(f"\nEduCrowd is ready after {seconds:.1f} seconds. Ctrl-C stops it.\n")
    click.echo(f"  {platform:<32} the platform: sign up, operate")
    if config["DEMO"]:
        current_app.cli.main(["demo", "show"], prog_name="flask", standalone_mode=False)
    click.echo(f"  {platform + '/_dev/mail':<32} all mail that was sent")
    if config["SANDBOX_PORT"]:
        click.echo(f"  {config['STRIPE_API_BASE']:<32} the Stripe sandbox\n")


def watch(config: Config, children: list[Child], stopping: threading.Event) -> None:
    """Keep all running until the end."""
    while not stopping.wait(0.5):
        for child in children:
            child.revive()
        local.revive_all()
