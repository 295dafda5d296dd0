"""Parts of a running platform: none outlives its supervisor, the fallen rise again."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import click

from .local.parents import ENDINGS, end_with

STOP_SECONDS = 10
# A process that falls this often within a minute will not get better.
FALLS_IN_A_MINUTE = 5


class KeepsFalling(Exception):
    """A process ended again and again."""


@dataclass
class Part(ABC):
    """A process that is kept running; it leads a group of its own."""

    name: str
    falls: list[float] = field(default_factory=list, init=False)

    @abstractmethod
    def start(self) -> None:
        """Start the process."""

    @property
    @abstractmethod
    def pid(self) -> int | None:
        """The process, unless it was never started."""

    @abstractmethod
    def exit_code(self, wait: float = 0) -> int | None:
        """How it ended; None when it still runs after so many seconds."""

    def say(self, line: str) -> None:
        """Write one line behind the name."""
        click.echo(f"{self.name:>9} │ {line}")

    def revive(self) -> None:
        """Start it again if it has ended."""
        code = self.exit_code() if self.pid else None
        if code is None:
            return
        self._remember_fall()
        self.end_group(signal.SIGKILL)
        self.say(f"ended with {code}, starting it again")
        self.start()

    def end_group(self, how: signal.Signals) -> None:
        """Signal it and all that it started."""
        if self.pid is None:
            return
        try:
            os.killpg(self.pid, how)
        except ProcessLookupError:
            return

    def _remember_fall(self) -> None:
        now = time.monotonic()
        self.falls = [fall for fall in self.falls if now - fall < 60] + [now]
        if len(self.falls) >= FALLS_IN_A_MINUTE:
            raise KeepsFalling(f"{self.name} keeps ending; its last words are above")


@dataclass
class Child(Part):
    """A command; each line it writes appears behind its name."""

    command: list[str]
    env: Mapping[str, str]
    color: str
    process: subprocess.Popen[str] | None = field(default=None, init=False)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
            errors="replace",
            preexec_fn=partial(end_with, os.getpid()),
        )
        threading.Thread(target=self._relay, args=(self.process,), daemon=True).start()

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def exit_code(self, wait: float = 0) -> int | None:
        assert self.process
        try:
            return self.process.wait(wait)
        except subprocess.TimeoutExpired:
            return None

    def say(self, line: str) -> None:
        click.echo(f"{click.style(f'{self.name:>9} │', fg=self.color)} {line}")

    def _relay(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.say(line.rstrip())


def stop(parts: Sequence[Part], patience: float = STOP_SECONDS) -> None:
    """Ask all to end, insist after a while."""
    running = [part for part in parts if part.pid and part.exit_code() is None]
    for part in running:
        os.kill(part.pid or 0, signal.SIGTERM)
    until = time.monotonic() + patience
    for part in running:
        part.exit_code(wait=max(0.0, until - time.monotonic()))
    for part in parts:
        part.end_group(signal.SIGKILL)


def listen_for_the_end() -> threading.Event:
    """An event that Ctrl-C, a closed terminal or `kill` sets."""
    stopping = threading.Event()
    for ending in ENDINGS:
        signal.signal(ending, lambda *_: stopping.set())
    return stopping
