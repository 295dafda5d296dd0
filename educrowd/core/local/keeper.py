"""The process that runs the two servers for as long as anyone holds them."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from .home import Home, Unavailable
from .locks import Lock
from .parents import end_with
from .postgres import Postgres
from .valkey import Valkey

START_SECONDS = 60
STOP_SECONDS = 30


class Child:
    """One server: started, watched, stopped."""

    def __init__(self, server: Postgres | Valkey, durable: bool):
        self.server = server
        self.durable = durable
        self.process: subprocess.Popen | None = None

    @property
    def runs(self) -> bool:
        """Whether the server's process lives."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Run the server and wait until it answers."""
        self.server.prepare()
        until = time.monotonic() + START_SECONDS
        while not (self.runs and self.server.is_up()):
            if time.monotonic() > until:
                raise Unavailable(f"no answer after {START_SECONDS} seconds: see {self.server.log}")
            if not self.runs:
                self._spawn()
            time.sleep(0.05)
        self.server.welcome()

    def revive(self) -> None:
        """Start the server again if it died."""
        if not self.runs:
            self.start()

    def stop(self) -> None:
        """Stop the server in order, its data flushed."""
        if self.process is None or not self.runs:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _spawn(self) -> None:
        with self.server.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.server.command(self.durable),
                cwd="/",
                env=os.environ | {"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=partial(end_with, os.getpid(), signal.SIGINT),
                **self.server.home.identity(),
            )


def keep(home: Home, durable: bool) -> None:
    """Run the servers until nobody holds them."""
    children = [Child(Postgres(home), durable), Child(Valkey(home), durable)]
    try:
        for child in children:
            child.start()
        users = Lock(home.path / "users.lock")
        while not users.try_acquire():
            time.sleep(0.2)
            for child in children:
                child.revive()
    finally:
        for child in children:
            child.stop()


def main(path: str, *options: str) -> None:
    """Keep the servers of one home, unless another keeper does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    home = Home.at(Path(path))
    if not Lock(home.path / "keeper.lock").try_acquire():
        return
    try:
        keep(home, durable="--not-durable" not in options)
    except Unavailable as error:
        print(error, flush=True)
