"""The other site of webmentions: a web server on a port of this machine, with pages that a test writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.receiver import loopback

__all__ = ["elsewhere", "loopback"]
HTML = "text/html; charset=utf-8"


class Elsewhere:
    """`put(path, html)` writes a page, `told` is what its endpoints were sent; `moved` are some of these."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, list[tuple[str, str]], bytes]] = {}
        self.told: list[dict[str, list[str]]] = []
        self.asked: list[str] = []
        self.answers = 202
        self.moved: dict[str, tuple[int, str]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def put(self, path: str, body: str = "", *, status: int = 200, kind: str = HTML, **headers: str) -> str:
        sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
        self.pages[path] = status, [("Content-Type", kind), *sent], body.encode()
        return self.origin + path


@pytest.fixture
def elsewhere(loopback: None) -> Iterator[Elsewhere]:
    site = Elsewhere()
    yield site
    site.server.shutdown()
    site.server.server_close()


def _handler(site: Elsewhere) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            self.answer(*site.pages.get(self.path, (404, [], b"")))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            site.told.append(parse_qs(body.decode()) | {"at": [self.path]})
            status, leads_to = site.moved.get(self.path, (site.answers, ""))
            self.answer(status, [("Location", leads_to)] if leads_to else [], b"")

        def answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *_: Any) -> None:
            pass

    return Handler
