"""The sandbox as its users meet it: a process of its own, spoken to by the official library."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.listener import Listener
from tests.sandbox.shop import Shop

PROJECT = Path(__file__).parents[2]
SECRET = "whsec_test"
VERIFIED = {
    "type": "custom",
    "country": "US",
    "business_type": "individual",
    "business_profile": {"product_description": "Telescopes"},
    "individual": {"first_name": "Nell", "last_name": "Sky", "dob": {"day": 1, "month": 1, "year": 1990}},
    "tos_acceptance": {"date": 1_700_000_000, "ip": "127.0.0.1"},
    "external_account": "btok_us_verified",
    "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
}


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """A web server that collects webhooks."""
    with Listener(SECRET) as running:
        yield running


@pytest.fixture(scope="session")
def start(tmp_path_factory) -> Iterator[Callable[..., str]]:
    """Start sandboxes; they end with the session."""
    started: list[subprocess.Popen] = []

    def start_one(**settings: str) -> str:
        origin, process = _launch(tmp_path_factory.mktemp("sandbox") / "stripe.db", settings)
        started.append(process)
        return origin

    yield start_one
    for process in started:
        process.terminate()
        process.wait(10)


@pytest.fixture
def start_again(tmp_path) -> Iterator[Callable[..., str]]:
    """Start a sandbox on the same file again and again; `kill` ends the one before without warning."""
    processes: list[subprocess.Popen] = []

    def start_one(kill: bool = False) -> str:
        for process in processes if kill else []:
            process.kill()
            process.wait(10)
        origin, process = _launch(tmp_path / "stripe.db", {})
        processes.append(process)
        return origin

    yield start_one
    processes[-1].terminate()
    processes[-1].wait(10)


@pytest.fixture(scope="session")
def origin(start, listener) -> str:
    """The sandbox that most tests share."""
    return start(SANDBOX_WEBHOOK_URL=listener.url, SANDBOX_WEBHOOK_SECRET=SECRET, SANDBOX_LATER_SECONDS="0")


@pytest.fixture(scope="session")
def platform(origin) -> Any:
    """The platform's own client."""
    return client_of(origin)


@pytest.fixture
def shop(platform, origin) -> Shop:
    """A new connected account that may charge, with nothing in it."""
    return Shop(platform, origin, platform.v1.accounts.create(VERIFIED).id)


@pytest.fixture
def controls(origin) -> Iterator[Callable[..., requests.Response]]:
    """The sandbox's knobs; its faults are cleared afterwards."""

    def call(method: str, path: str, body: dict | None = None) -> requests.Response:
        return requests.request(method, f"{origin}/_sandbox/{path}", json=body, timeout=10)

    yield call
    call("DELETE", "faults")


def client_of(origin: str, retries: int = 0) -> stripe.StripeClient:
    """The official library, pointed at a sandbox."""
    return stripe.StripeClient(
        "sk_test_123", base_addresses={"api": origin, "files": origin}, max_network_retries=retries
    )


def _launch(database: Path, settings: dict[str, str]) -> tuple[str, subprocess.Popen]:
    port = _free_port()
    environment = os.environ | settings | {"SANDBOX_PORT": str(port), "SANDBOX_DB": str(database)}
    process = subprocess.Popen([sys.executable, "-m", "sandbox"], cwd=PROJECT, env=environment)
    origin = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            requests.get(f"{origin}/_sandbox/health", timeout=1).raise_for_status()
            return origin, process
        except requests.RequestException:
            time.sleep(0.05)
    process.kill()
    raise RuntimeError("the sandbox did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
