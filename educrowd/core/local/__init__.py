"""The embedded PostgreSQL and Valkey of development and tests.

Whoever needs them holds a shared lock in the data folder. One keeper process runs both servers and
stops them when the last lock is gone; the kernel drops the locks of killed processes, so nothing is
left behind and nothing has to be cleaned up.
"""

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .home import Home, Unavailable
from .locks import Lock
from .postgres import Postgres
from .valkey import Valkey

__all__ = ["Services", "Unavailable", "ensure", "release", "release_all", "revive_all", "wait_until_stopped"]

# The keeper loads this package alone, without the application around it.
KEEPER = "import sys; sys.path.append(sys.argv.pop(1)); from local.keeper import main; main(*sys.argv[1:])"
START_SECONDS = 60
_held: dict[Path, "Services"] = {}


@dataclass(frozen=True)
class Services:
    """The addresses of running servers, and the lock that keeps them running."""

    home: Home
    postgres: Postgres
    valkey: Valkey
    lock: Lock
    durable: bool

    @property
    def redis_url(self) -> str:
        """The address of Valkey."""
        return self.valkey.url

    def database_url(self, role: str, database: str = "educrowd") -> str:
        """The address of a database for `role`: owner, app, ops or superuser."""
        return self.postgres.url(role, database)

    def revive(self) -> None:
        """Start the servers if they do not answer."""
        if not _answer(self):
            _start(self)

    def release(self) -> None:
        """Let the servers stop, unless someone else needs them."""
        _held.pop(self.home.path, None)
        self.lock.release()


def ensure(home: str | Path, durable: bool = True) -> Services:
    """Start or adopt the servers whose data is in `home` and keep them until this process ends."""
    place = Home.at(home)
    if place.path not in _held:
        _held[place.path] = _hold(place, durable)
    services = _held[place.path]
    services.revive()
    return services


def revive_all() -> None:
    """Start again what this process needs and somebody killed."""
    for services in _held.values():
        services.revive()


def release(home: str | Path) -> None:
    """Let go of the servers of `home`, if this process keeps them."""
    if services := _held.get(Home.at(home).path):
        services.release()


def release_all() -> None:
    """Let go of all servers that this process keeps."""
    for services in list(_held.values()):
        services.release()


def wait_until_stopped(home: str | Path, seconds: float = 30) -> bool:
    """Wait until the keeper of `home` has stopped its servers; False when someone still needs them."""
    lock = Lock(Path(home) / "keeper.lock")
    stopped = lock.try_acquire(patience=seconds)
    lock.release()
    return stopped


def _hold(home: Home, durable: bool) -> Services:
    home.prepare()
    # Waits while a keeper is stopping the servers.
    lock = Lock(home.path / "users.lock", shared=True).acquire()
    return Services(home, Postgres(home), Valkey(home), lock, durable)


def _answer(services: Services) -> bool:
    return services.postgres.answers() and services.valkey.answers()


def _start(services: Services) -> None:
    until = time.monotonic() + START_SECONDS
    keeper = _spawn_keeper(services.home, services.durable)
    while not _answer(services):
        if keeper.poll() is not None:
            _explain(keeper)
            keeper = _spawn_keeper(services.home, services.durable)
        if time.monotonic() > until:
            raise Unavailable(f"PostgreSQL and Valkey do not answer: see {services.home.path}/keeper.log")
        time.sleep(0.05)


def _explain(keeper: subprocess.Popen[str]) -> None:
    """Say why a keeper gave up; one that found another at work says nothing."""
    said = keeper.communicate()[0].strip()
    if said:
        raise Unavailable(said)


def _spawn_keeper(home: Home, durable: bool) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-c", KEEPER, str(Path(__file__).parents[1]), str(home.path)]
    with (home.path / "keeper.log").open("ab") as log:
        return subprocess.Popen(
            command if durable else [*command, "--not-durable"],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
            text=True,
        )
