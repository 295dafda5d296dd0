"""Child processes of a supervisor: their output has a name, none outlives it, the fallen rise again."""

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import click

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 10
# A process that falls this often within a minute will not get better.
FALLS_IN_A_MINUTE = 5


class KeepsFalling(Exception):
    """A process ended again and again."""


@dataclass
class Child:
    """A command that is kept running."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    color: str
    process: subprocess.Popen[str] | None = None
    falls: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Run the command; each line it writes appears behind its name."""
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
            errors="replace",
            preexec_fn=end_with_parent,
        )
        threading.Thread(target=self._relay, args=(self.process,), daemon=True).start()

    def revive(self) -> None:
        """Start the command again if it has ended."""
        if self.process is None or self.process.poll() is None:
            return
        self._remember_fall()
        self.end_group(signal.SIGKILL)
        say(self.name, self.color, f"ended with {self.process.returncode}, starting it again")
        self.start()

    def end_group(self, how: signal.Signals) -> None:
        """Signal the command and all that it started."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, how)
        except ProcessLookupError:
            return

    def _remember_fall(self) -> None:
        now = time.monotonic()
        self.falls = [fall for fall in self.falls if now - fall < 60] + [now]
        if len(self.falls) >= FALLS_IN_A_MINUTE:
            raise KeepsFalling(f"{self.name} keeps ending; its last words are above")

    def _relay(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            say(self.name, self.color, line.rstrip())


def stop(children: list[Child]) -> None:
    """Ask all to end, insist after a while."""
    running = [child.process for child in children if child.process]
    for process in running:
        process.terminate()
    until = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            continue
    for child in children:
        child.end_group(signal.SIGKILL)


def end_with_parent() -> None:
    """In a new child: be asked to end when the parent is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def say(name: str, color: str, line: str) -> None:
    """Write one line behind a name."""
    click.echo(f"{click.style(f'{name:>9} │', fg=color)} {line}")
