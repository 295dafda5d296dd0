"""A run of `flask up` for tests: the whole platform, as `make run` starts it."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Self

from tests.services import PROJECT

READY_SECONDS = 120
# Told to abort, a process of these says first where each of its threads is.
UP = [sys.executable, "-X", "faulthandler", "-m", "flask", "up"]


class Platform:
    """A run of `flask up` on the test's database."""

    def __init__(self, env: dict[str, str], log: str = "up.log"):
        self.env = env
        self.home = Path(env["EDUCROWD_HOME"])
        self.port = env["PORT"]
        self.log = self.home / log
        self.process = self.up()

    def up(self) -> subprocess.Popen[bytes]:
        with self.log.open("wb") as log:
            return subprocess.Popen(UP, cwd=PROJECT, env=self.env, stdout=log, stderr=subprocess.STDOUT)

    @property
    def said(self) -> str:
        """All that it and its parts have written."""
        return self.log.read_text()

    @property
    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/readyz", timeout=2) as answer:
                return json.load(answer)["status"] == "ok"
        except OSError:
            return False

    def wait_until_ready(self) -> Self:
        """Wait until it says that it is, as another one may answer at its port; whoever ends before has said why."""
        assert eventually(lambda: "is ready" in self.said or self.process.poll() is not None), self.said
        assert self.process.poll() is None, (self.said, self.processes())
        return self

    def exit_code(self, seconds: float) -> int:
        """How it ended; what it was at, when it has not."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            self.process.wait(10)
            raise AssertionError(f"still running after {seconds} s:\n{self.said}") from None

    def processes(self) -> dict[int, str]:
        """All processes that work on this home, by id: their name and command."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"EDUCROWD_HOME={self.home}\0" in (folder / "environ").read_text():
                    command = (folder / "cmdline").read_text().replace("\0", " ")
                    found[int(folder.name)] = f"{(folder / 'comm').read_text().strip()}: {command}"
            except OSError:
                continue
        return found

    def pids_of(self, word: str) -> set[int]:
        return {pid for pid, command in self.processes().items() if word in command}


def eventually(fact: Callable[[], object], seconds: float = READY_SECONDS) -> bool:
    until = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def two_free_ports() -> int:
    """A port that is free, and so is the next one, for the sandbox."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            try:
                second.bind(("127.0.0.1", first.getsockname()[1] + 1))
            except (OSError, OverflowError):
                continue
            return first.getsockname()[1]
