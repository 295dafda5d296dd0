"""`flask up`: one command runs everything, once, and leaves nothing behind."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services import PROJECT, DatabaseUrls, settings_for

READY_SECONDS = 120


class Platform:
    """A run of `flask up` on the test's database."""

    def __init__(self, env: dict[str, str]):
        self.env = env
        self.home = Path(env["EDUCROWD_HOME"])
        self.port = env["PORT"]
        self.process = self.up()

    def up(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "flask", "up"]
        return subprocess.Popen(
            command, cwd=PROJECT, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    @property
    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/readyz", timeout=2) as answer:
                return json.load(answer)["status"] == "ok"
        except OSError:
            return False

    def processes(self) -> dict[int, str]:
        """All processes that work on this home, by id."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"EDUCROWD_HOME={self.home}\0" in (folder / "environ").read_text():
                    found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
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


@pytest.fixture(scope="module")
def env(database_urls: DatabaseUrls, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    settings = settings_for(database_urls, redis_url, tmp_path_factory.mktemp("up"))
    choices = {"EDUCROWD_ENV": "development", "PORT": str(two_free_ports()), "DEMO": "0", "STRIPE_SECRET_KEY": ""}
    return os.environ | settings | choices


@pytest.fixture(scope="module")
def platform(env: dict[str, str]) -> Iterator[Platform]:
    running = Platform(env)
    assert eventually(lambda: running.is_ready or running.process.poll() is not None)
    assert running.process.poll() is None, running.process.communicate()[0]
    yield running
    running.process.kill()


def run_up(env: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "up"], cwd=PROJECT, env=env, capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stderr.strip()


def test_web_worker_scheduler_and_sandbox_run(platform):
    for name in ("flask web", "flask worker", "flask scheduler", "sandbox"):
        assert eventually(lambda name=name: platform.pids_of(name)), name


def test_children_do_not_get_the_powerful_urls(platform):
    for pid in platform.pids_of("flask web") | platform.pids_of("flask worker"):
        names = {entry.partition("=")[0] for entry in Path(f"/proc/{pid}/environ").read_text().split("\0")}
        assert "DATABASE_URL" in names
        assert not names & {"DATABASE_OWNER_URL", "DATABASE_OPS_URL"}


def test_a_second_run_on_the_same_data_says_what_to_do(platform):
    code, line = run_up(platform.env)
    assert code == 1
    assert "already runs" in line and "EDUCROWD_HOME=" in line and str(platform.process.pid) in line
    assert len(line.splitlines()) == 1


def test_a_taken_port_says_what_to_do(platform, tmp_path):
    code, line = run_up(platform.env | {"EDUCROWD_HOME": str(tmp_path)})
    assert code == 1
    assert f"port {platform.port} is not free" in line and "PORT=" in line
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize("name", ["flask web", "flask worker", "flask scheduler", "sandbox"])
def test_a_killed_part_comes_back(platform, name):
    before = platform.pids_of(name)
    os.kill(min(before), signal.SIGKILL)
    assert eventually(lambda: platform.pids_of(name) - before)
    assert eventually(lambda: platform.is_ready)


def test_nothing_survives_a_killed_supervisor(platform):
    platform.process.kill()
    platform.process.wait()
    assert eventually(lambda: not platform.processes(), seconds=20), platform.processes()


def test_ctrl_c_stops_everything(env):
    running = Platform(env)
    assert eventually(lambda: running.is_ready)
    running.process.send_signal(signal.SIGINT)
    said, _ = running.process.communicate(timeout=30)
    assert running.process.returncode == 0, said
    assert not running.processes()
