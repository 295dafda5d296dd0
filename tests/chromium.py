"""A real Chromium on a real web server, for tests/browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from educrowd.core.current import BoundTenant
from educrowd.core.local.parents import end_with

PROJECT = Path(__file__).parents[1]
AXE = PROJECT / "node_modules/axe-core/axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"]
# Domains of sites' own lead here.
FLAGS.append("--host-resolver-rules=MAP *.example.org 127.0.0.1")
MISSING = "no Chromium, so no browser tests: apt-get install chromium"


@dataclass(frozen=True)
class Live:
    """A running web server."""

    port: int

    def url(self, site: BoundTenant | None, path: str = "/") -> str:
        """The address of a path on a site, or on the platform's host."""
        host = site.host if site else "localhost"
        return f"http://{host}:{self.port}{path}"


@pytest.fixture(scope="session")
def live(environment: dict[str, str]) -> Iterator[Live]:
    """The application on a port of its own, as production runs it."""
    port = free_port()
    server = subprocess.Popen(
        [*(sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "error"), *_place(port), "wsgi:app"],
        cwd=PROJECT,
        env=os.environ | environment | {"PORT": str(port)},
        preexec_fn=partial(end_with, os.getpid()),
    )
    _wait_for(f"http://localhost:{port}/readyz", server)
    yield Live(port)
    server.terminate()
    server.wait()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; without one the test is skipped, or fails where CI promises one."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    if path is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh tab; whatever the page complains about in its console fails the test."""
    complaints: list[str] = []
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.on("console", lambda message: complaints.extend(_complaint(message)))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the accessibility of the page."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })")
    return [f"{rule['id']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _place(port: int) -> tuple[str, ...]:
    return "--port", str(port), "--workers", "1", "--blocking-threads", "4"


def _complaint(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type == "error" else []


def _wait_for(address: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert server.poll() is None, "the web server ended"
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{address} does not answer")
