"""The Stripe sandbox for tests: a process of its own, reached by the product's own adapter."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from educrowd.application import EduCrowd

PROJECT = Path(__file__).parents[1]
WEBHOOK_SECRET = "whsec_tests"
PATIENCE_SECONDS = 20


class Sandbox:
    """What tests ask of it beyond Stripe's own API: its faults, its clock, its hosted pages."""

    def __init__(self, origin: str):
        self.origin = origin
        self.http = requests.Session()
        self.http.trust_env = False

    def fault(self, fault: str, **rule: object) -> None:
        """Misbehave: `sandbox.fault("lost_reply", match="*/confirm", times=1)`."""
        self.http.post(f"{self.origin}/_sandbox/faults", json={"fault": fault, **rule}).raise_for_status()

    def behave(self) -> None:
        self.http.delete(f"{self.origin}/_sandbox/faults").raise_for_status()

    def forget_idempotency_keys(self) -> None:
        self.http.delete(f"{self.origin}/_sandbox/idempotency-keys").raise_for_status()

    def fill_in_card(self, url: str, number: str = "4242 4242 4242 4242") -> str:
        """Type a card into a hosted page, as a person would; answers where it leads."""
        fields = {"number": number, "expiry": "12/34", "cvc": "123", "name": "Ada", "email": "ada@example.org"}
        answer = self.http.post(url, data=fields, allow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def is_up(self) -> bool:
        try:
            return self.http.get(f"{self.origin}/_sandbox/health", timeout=1).ok
        except requests.RequestException:
            return False


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    port = _free_port()
    settings = {
        "SANDBOX_PORT": str(port),
        "SANDBOX_DB": str(tmp_path_factory.mktemp("sandbox") / "stripe.db"),
        "SANDBOX_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "SANDBOX_VERIFY_ACCOUNTS": "1",
    }
    process = subprocess.Popen([sys.executable, "-m", "sandbox"], cwd=PROJECT, env=os.environ | settings)
    sandbox = Sandbox(f"http://localhost:{port}")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not sandbox.is_up():
        assert process.poll() is None and time.monotonic() < deadline, "the sandbox did not start"
        time.sleep(0.05)
    yield sandbox
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def sandbox(app: EduCrowd, sandbox_process: Sandbox) -> Iterator[Sandbox]:
    """The application's payment provider, well-behaved at the start of each test."""
    app.config.update(
        STRIPE_SECRET_KEY="sk_test_sandbox",
        STRIPE_WEBHOOK_SECRET=f"whsec_old,{WEBHOOK_SECRET}",
        STRIPE_API_BASE=sandbox_process.origin,
    )
    yield sandbox_process
    sandbox_process.behave()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
