"""Processes forked from the loaded application: they share its memory until they write to it."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from .db import db
from .local.parents import end_with
from .processes import Part


def share_with_forks() -> None:
    """Forked processes keep their parent's memory and leave its connections alone."""
    configure_mappers()
    engine = db.engine
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
    multiprocessing.set_start_method("fork", force=True)
    gc.collect()
    gc.freeze()


@dataclass
class Fork(Part):
    """A function that runs in a process of its own."""

    work: Callable[[], object]
    process: BaseProcess | None = field(default=None, init=False)

    def start(self) -> None:
        self.process = multiprocessing.Process(target=self._run, args=(os.getpid(),), name=self.name)
        self.process.start()

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def exit_code(self, wait: float = 0) -> int | None:
        assert self.process
        self.process.join(wait)
        return self.process.exitcode

    def _run(self, parent: int) -> None:
        # Ctrl-C reaches the supervisor alone, which then asks each part once.
        os.setsid()
        end_with(parent)
        Path("/proc/self/comm").write_text(self.name)
        self.work()
