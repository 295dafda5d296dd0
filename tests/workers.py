"""Real workers for tests: a process that takes jobs, and may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from educrowd.core import bells, cache
from educrowd.core.db import db


@pytest.fixture
def empty_queues(app, demo, database_urls, monkeypatch):
    """Nobody else's promises and bells, and no waiting until the sweeper rings again."""
    superuser = create_engine(database_urls.superuser)
    with superuser.begin() as connection:
        connection.execute(text("UPDATE outbox SET done_at = now() WHERE done_at IS NULL AND dead_at IS NULL"))
    superuser.dispose()
    cache.redis().flushdb()
    monkeypatch.setattr(bells, "RING_AGAIN_AFTER", timedelta(0))


@contextmanager
def running_worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    # Not for payments, which other tests' sites may have promised: each would look for a provider first.
    command = [sys.executable, "-m", "flask", "worker", "default", "bulk"]
    worker = subprocess.Popen(command, env=os.environ | environment, start_new_session=True)
    try:
        yield worker
    finally:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """kill -9 for the worker and its work horse, which is a process group of its own."""
    if worker.poll() is None:
        horses = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        for pid in (worker.pid, *map(int, horses)):
            with suppress(ProcessLookupError):  # a horse may end by itself in between
                os.kill(pid, signal.SIGKILL)
        worker.wait(10)


def eventually(condition: Callable[[], object], seconds: float = 20) -> object:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        db.session.rollback()
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("did not happen in time")
