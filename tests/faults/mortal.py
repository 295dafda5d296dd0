"""The product's own worker or scheduler, but mortal: it kills itself at steps, and its minutes are seconds.

`python -m tests.faults.mortal worker|scheduler`. The seam is here alone: calls of the gateway and commits of the
engine are wrapped in this process; the product has no branch for it. A step is "before confirm_intent" or
"after the commit in write_down". In the whole run the first process that comes to a step dies there;
all die at a rate.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import event

from educrowd import create_app
from educrowd.core import bells, jobs, schedule
from educrowd.core.db import BoundSession
from educrowd.core.forks import share_with_forks
from educrowd.core.payments import checking, gateway, inbox, leasing, reconciling
from educrowd.core.running import keep_schedule, take_jobs

QUICKER = 10
SOONEST = timedelta(seconds=2)
CALLS = ("create_intent", "confirm_intent", "read_intent")


class Fate:
    """When to die; `folder` remembers for all processes who died where."""

    def __init__(self, folder: Path, rate: float, *, everywhere: bool):
        self.folder, self.rate, self.everywhere = folder, rate, everywhere
        self.worker = os.getpid()
        self.dice = random.SystemRandom()  # forked processes would share the state of another one

    def at(self, step: str) -> None:
        if self.dice.random() < self.rate or (self.everywhere and self._is_first_at(step)):
            self._die(step)

    def _is_first_at(self, step: str) -> bool:
        try:
            (self.folder / step).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _die(self, step: str) -> None:
        with (self.folder / step).open("a") as deaths:
            deaths.write("x")
        # One death in ten takes the whole worker along, not only the process that does the job.
        if os.getppid() == self.worker and self.dice.random() < 0.1:
            os.kill(self.worker, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


def dying_around(fate: Fate, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def mortal(*args: Any, **kwargs: Any) -> Any:
        fate.at(f"before {name}")
        answer = call(*args, **kwargs)
        fate.at(f"after {name}")
        return answer

    return mortal


def make_mortal(fate: Fate) -> None:
    """Every call that concerns a charge, and every commit, may be the last act."""
    for name in CALLS:
        setattr(gateway(), name, dying_around(fate, name, getattr(gateway(), name)))
    event.listen(BoundSession, "before_commit", lambda session: fate.at(f"before the commit in {committer()}"))
    event.listen(
        BoundSession, "after_commit", lambda session: fate.at(f"after the commit in {committer()}"), insert=True
    )


def committer() -> str:
    """The function of the product that commits."""
    frame: FrameType | None = sys._getframe()
    while frame and "/educrowd/" not in frame.f_code.co_filename:
        frame = frame.f_back
    return frame.f_code.co_name if frame else "nobody"


def make_haste() -> None:
    """Let minutes pass as seconds: leases, bells, second tries, turns of the schedule."""
    leasing.LEASE = timedelta(seconds=6)
    leasing.uniform = lambda least, most: random.uniform(least, most) / QUICKER  # pyright: ignore
    bells.RING_AGAIN_AFTER = timedelta(seconds=4)
    reconciling.OVERLAP /= QUICKER
    checking.LATELY /= QUICKER
    jobs.BACKOFF = tuple(pause / QUICKER for pause in jobs.BACKOFF)
    inbox.LOOK_AGAIN = tuple(pause / QUICKER for pause in inbox.LOOK_AGAIN)  # pyright: ignore
    schedule.LINES[:] = [replace(line, interval=max(line.interval / QUICKER, SOONEST)) for line in schedule.LINES]


def fate_of(environment: Mapping[str, str]) -> Fate:
    folder, rate = Path(environment["FATE_FOLDER"]), float(environment["FATE_RATE"])
    return Fate(folder, rate, everywhere="FATE_EVERYWHERE" in environment)


def main(part: str) -> None:
    with create_app().app_context():
        make_haste()
        if part == "scheduler":
            keep_schedule()
        else:
            share_with_forks()
            make_mortal(fate_of(os.environ))
            take_jobs(("payments", "default"))


if __name__ == "__main__":
    main(sys.argv[1])
