"""`flask up`: one command runs everything, once, and leaves nothing behind."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services import DatabaseUrls, settings_for
from tests.up import Platform, eventually, two_free_ports

# In order and in one process: all work on the same data.
pytestmark = pytest.mark.xdist_group("up")

# The platform, what is forked from it, and the sandbox.
PARTS = ("flask serve", "web: ", "worker: ", "bulk worker: ", "scheduler: ", "sandbox")


@pytest.fixture(scope="module")
def env(database_urls: DatabaseUrls, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    settings = settings_for(database_urls, redis_url, tmp_path_factory.mktemp("up"))
    choices = {"EDUCROWD_ENV": "development", "PORT": str(two_free_ports()), "DEMO": "0", "STRIPE_SECRET_KEY": ""}
    return os.environ | settings | choices


@pytest.fixture(scope="module")
def platform(env: dict[str, str]) -> Iterator[Platform]:
    running = Platform(env).wait_until_ready()
    yield running
    running.process.kill()


def run_up(env: dict[str, str]) -> tuple[int, str]:
    """One that is to be refused: how it ended, and all that it said."""
    Path(env["EDUCROWD_HOME"]).mkdir(exist_ok=True)
    second = Platform(env, log="second.log")
    return second.exit_code(seconds=60), second.said.strip()


def test_web_worker_scheduler_and_sandbox_run(platform):
    for name in PARTS:
        assert eventually(lambda name=name: platform.pids_of(name)), name


def test_children_do_not_get_the_powerful_urls(platform):
    for pid in platform.pids_of("flask serve"):
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


@pytest.mark.parametrize("name", PARTS)
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
    running = Platform(env).wait_until_ready()
    running.process.send_signal(signal.SIGINT)
    assert running.exit_code(seconds=30) == 0, running.said
    assert not running.processes()
