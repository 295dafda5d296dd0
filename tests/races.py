"""Two requests at the same moment: they meet where the code looks before it writes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

PATIENCE_SECONDS = 0.4


class Meeting:
    """Whoever comes waits for the other; where a lock keeps that one away, they go on alone."""

    def __init__(self, patience: float):
        self.barrier, self.patience = threading.Barrier(2), patience

    def __call__(self) -> None:
        try:
            self.barrier.wait(self.patience)
        except threading.BrokenBarrierError:
            self.barrier = threading.Barrier(2)


def meet_before(monkeypatch: Any, owner: Any, name: str, *, patience: float = PATIENCE_SECONDS) -> None:
    """Let two callers of this function meet before either goes on."""
    meeting, original = Meeting(patience), getattr(owner, name)

    def waiting(*args: Any, **kwargs: Any) -> Any:
        meeting()
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, waiting)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act answers, all begun at the same moment, each in a thread of its own."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act) for act in acts]]
