"""The Stripe sandbox for tests: a process of its own, reached by the product's own adapter."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest
import requests

from educrowd.application import EduCrowd
from educrowd.blueprints.auth.models import User
from educrowd.core import payments
from educrowd.core.db import db, utcnow
from educrowd.core.payments import Payment
from educrowd.core.payments.purposes import PURPOSES

PROJECT = Path(__file__).parents[1]
WEBHOOK_SECRET = "whsec_tests"
PATIENCE_SECONDS = 20
PLATFORM = "acct_1SandboxPlatform"  # where connected accounts are kept


class Sandbox:
    """What tests ask of it beyond Stripe's own API: its faults, its clock, its hosted pages."""

    is_shared = False  # by tests that compare its clock with ours

    def __init__(self, origin: str):
        self.origin = origin
        self.http = requests.Session()
        self.http.trust_env = False

    def fault(self, fault: str, **rule: Any) -> None:
        """Misbehave: `sandbox.fault("lost_reply", match="*/confirm", times=1)`."""
        self.http.post(f"{self.origin}/_sandbox/faults", json={"fault": fault, **rule}).raise_for_status()

    def behave(self) -> None:
        self.http.delete(f"{self.origin}/_sandbox/faults").raise_for_status()

    def forget_idempotency_keys(self) -> None:
        self.http.delete(f"{self.origin}/_sandbox/idempotency-keys").raise_for_status()

    def pass_time(self, seconds: int) -> None:
        """Move its clock ahead and do what is due by then; only in a sandbox of one's own."""
        assert not self.is_shared
        self.http.post(f"{self.origin}/_sandbox/clock", json={"advance_seconds": seconds}).raise_for_status()

    def act(self, account: str, subject: str, action: str) -> None:
        """What banks and cardholders do: `sandbox.act(account, payout_id, "fail")`."""
        self.http.post(
            f"{self.origin}/_sandbox/objects/{account}/{subject}", json={"action": action}
        ).raise_for_status()

    def fill_in_card(self, url: str, number: str = "4242 4242 4242 4242") -> str:
        """Type a card into a hosted page, as a person would; answers where it leads."""
        fields = {"number": number, "expiry": "12/34", "cvc": "123", "name": "Ada", "email": "ada@example.org"}
        leads_to = self._post(url, fields)
        if "/3d-secure/" in leads_to:
            returns_to = self._post(leads_to, {"answer": "complete"})
            leads_to = self.http.get(returns_to, allow_redirects=False).headers["Location"]
        return leads_to

    def pay_invoice(self, url: str, number: str = "", *, answer: str = "complete") -> str:
        """Pay on an invoice's page with the card on file or another one, and answer the bank; what the page says."""
        fields = {"card": "other" if number else "on_file", "number": number, "expiry": "12/34", "cvc": "123"}
        shown = self.http.post(url, data=fields | {"name": "Ada"})
        if "/3d-secure/" in shown.url:
            shown = self.http.post(shown.url, data={"answer": answer})
        return shown.text

    def _post(self, url: str, fields: dict[str, str]) -> str:
        answer = self.http.post(url, data=fields, allow_redirects=False)
        assert answer.status_code in (302, 303), answer.text
        return answer.headers["Location"]

    def is_up(self) -> bool:
        try:
            return self.http.get(f"{self.origin}/_sandbox/health", timeout=1).ok
        except requests.RequestException:
            return False


@contextmanager
def running_sandbox(folder: Path, **settings: str) -> Iterator[Sandbox]:
    """A sandbox of one's own, gone after the block; what it holds lies in the folder."""
    port = free_port()
    settings |= {
        "SANDBOX_PORT": str(port),
        "SANDBOX_DB": str(folder / "stripe.db"),
        "SANDBOX_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "SANDBOX_VERIFY_ACCOUNTS": "1",
    }
    process = subprocess.Popen([sys.executable, "-m", "sandbox"], cwd=PROJECT, env=os.environ | settings)
    sandbox = Sandbox(f"http://localhost:{port}")
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        while not sandbox.is_up():
            assert process.poll() is None and time.monotonic() < deadline, "the sandbox did not start"
            time.sleep(0.05)
        yield sandbox
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        sandbox.is_shared = True
        yield sandbox


@pytest.fixture
def sandbox(app: EduCrowd, sandbox_process: Sandbox) -> Iterator[Sandbox]:
    """The application's payment provider, well-behaved at the start of each test."""
    app.config.update(
        STRIPE_SECRET_KEY="sk_test_sandbox",
        STRIPE_WEBHOOK_SECRET=f"whsec_old,{WEBHOOK_SECRET}",
        STRIPE_API_BASE=sandbox_process.origin,
    )
    app.extensions.pop("payment_gateway", None)  # another test may have had none, and asked the world
    yield sandbox_process
    sandbox_process.behave()


@pytest.fixture
def new_payment(sandbox: Sandbox, ada: User) -> Iterator[Callable[..., Payment]]:
    """`new_payment(50_00, card="visa")` is due from ada, for a purpose that only tests have."""
    payments.purpose("test", card_saved=lambda setup: None, settled=lambda payments: None)

    def owe(
        amount: int = 50_00,
        *,
        card: str = "visa",
        currency: str = "USD",
        fee: int = 2_50,
        income_account: str = "project_funds:1",
    ) -> Payment:
        setup = payments.save_card(ada, purpose="test", reference=token_urlsafe(12), payment_method=f"pm_card_{card}")
        payment = Payment(
            purpose="test",
            user_id=ada.id,
            description="A telescope",
            income_account=income_account,
            amount=amount,
            currency=currency,
            application_fee=fee,
            account=setup.account,
            customer=setup.customer,
            payment_method=str(setup.payment_method),
        )
        db.session.add(payment)
        db.session.commit()
        return payment

    yield owe
    del PURPOSES["test"]


def succeeded_at_provider(account: str) -> list[int]:
    """The amounts that the provider has really taken, for the account, smallest first."""
    hour_ago = utcnow() - timedelta(hours=1)
    listed = payments.gateway().list_intents(account, since=hour_ago)
    return sorted(intent.amount for intent in listed if intent.status == "succeeded")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
