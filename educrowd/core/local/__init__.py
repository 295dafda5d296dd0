"""The embedded PostgreSQL and Valkey of development and tests.

Whoever needs them holds a shared lock in the data folder. One keeper process runs both servers and
stops them when the last lock is gone; the kernel drops the locks of killed processes, so nothing is
left behind and nothing has to be cleaned up.
"""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from educrowd.core.local.home import Home, Unavailable
from educrowd.core.local.locks import Lock
from educrowd.core.local.postgres import Postgres
from educrowd.core.local.valkey import Valkey

__all__ = ["Services", "Unavailable", "ensure", "release_all"]

PROJECT = Path(__file__).parents[3]
_held: dict[Path, "Services"] = {}


@dataclass(frozen=True)
class Services:
    """The addresses of running servers, and the lock that keeps them running."""

    home: Home
    postgres: Postgres
    valkey: Valkey
    lock: Lock

    @property
    def redis_url(self) -> str:
        """The address of Valkey."""
        return self.valkey.url

    def database_url(self, role: str, database: str = "educrowd") -> str:
        """The address of a database for `role`: owner, app, ops or superuser."""
        return self.postgres.url(role, database)

    def release(self) -> None:
        """Let the servers stop, unless someone else needs them."""
        _held.pop(self.home.path, None)
        self.lock.release()


def ensure(home: str | Path, durable: bool = True) -> Services:
    """Start or adopt the servers whose data is in `home` and keep them until this process ends."""
    place = Home.at(home)
    if place.path not in _held:
        _held[place.path] = _hold(place, durable)
    elif not _answer(_held[place.path]):
        _start(place, durable)
    return _held[place.path]


def release_all() -> None:
    """Let go of all servers that this process keeps."""
    for services in list(_held.values()):
        services.release()


def _hold(home: Home, durable: bool) -> Services:
    home.prepare()
    with Lock(home.path / "start.lock"):
        lock = Lock(home.path / "users.lock", shared=True).acquire()
        services = Services(home, Postgres(home), Valkey(home), lock)
        if not _answer(services):
            _start(home, durable)
    return services


def _answer(services: Services) -> bool:
    return services.postgres.answers() and services.valkey.answers()


def _start(home: Home, durable: bool) -> None:
    command = [sys.executable, "-m", "educrowd.core.local.keeper", str(home.path)]
    keeper = subprocess.Popen(
        command if durable else [*command, "--not-durable"],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=(home.path / "keeper.log").open("ab"),
        start_new_session=True,
        text=True,
    )
    assert keeper.stdout is not None
    said = keeper.stdout.readline().strip()
    if said != "ready":
        raise Unavailable(said or f"the embedded servers did not start: see {home.path}/keeper.log")
