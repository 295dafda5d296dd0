"""A platform of one's own: database, sandbox, web server, workers and schedulers, revived when they fall."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import config
from educrowd import create_app
from educrowd.application import EduCrowd
from educrowd.core.db import db
from tests.gateway import PROJECT, WEBHOOK_SECRET, Sandbox, free_port, running_sandbox

HEARD = "payment_intent.*,checkout.session.*"


@dataclass
class Arena:
    """What the processes have in common; `start` adds one, `until` watches over all of them."""

    app: EduCrowd
    sandbox: Sandbox
    environment: dict[str, str]
    running: list[tuple[list[str], subprocess.Popen[bytes]]] = field(default_factory=list)
    falls: int = 0

    def start(self, *command: str, **settings: str) -> None:
        """Run `python -m …` until the end."""
        full = [sys.executable, "-m", *command]
        self.environment |= settings
        self.running.append((full, self._open(full)))

    def until(self, done: Callable[[], object], seconds: float) -> float:
        """Wait for it, raising the fallen meanwhile; answers how long it took."""
        began = time.monotonic()
        while not done():
            db.session.rollback()
            assert time.monotonic() < began + seconds, "did not happen in time"
            self.revive()
            time.sleep(0.5)
        db.session.rollback()
        return time.monotonic() - began

    def revive(self) -> None:
        for number, (command, process) in enumerate(self.running):
            if process.poll() is not None:
                self.falls += 1
                self.running[number] = (command, self._open(command))

    def stop(self) -> None:
        for _, process in self.running:
            _kill(process)
        self.running.clear()

    def _open(self, command: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, cwd=PROJECT, env=os.environ | self.environment)


@contextmanager
def arena(environment: dict[str, str], folder: Path) -> Iterator[Arena]:
    """On these servers, with a sandbox that sends its webhooks to the arena's web server."""
    port = free_port()
    heard = {"SANDBOX_WEBHOOK_URL": f"http://127.0.0.1:{port}/webhooks/stripe", "SANDBOX_WEBHOOK_EVENTS": HEARD}
    with running_sandbox(folder, **heard) as sandbox:
        environment = environment | {
            "PORT": str(port),
            "STRIPE_SECRET_KEY": "sk_test_sandbox",
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "STRIPE_API_BASE": sandbox.origin,
        }
        app = create_app(config.load("testing", environment))
        with app.app_context():
            place = Arena(app, sandbox, environment)
            try:
                yield place
            finally:
                place.stop()
                db.session.remove()
                db.engine.dispose()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The process and its children, work horses and web workers, which may lead groups of their own."""
    if process.poll() is not None:
        return
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    for pid in (process.pid, *map(int, children)):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait(10)
