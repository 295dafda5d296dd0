"""Somebody else's web server, on a port of this machine: keeps what came and answers as it is told."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from educrowd.application import EduCrowd


@pytest.fixture
def loopback(app: EduCrowd, context: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine may be called, as in development with OUTBOUND_LOOPBACK=1."""
    monkeypatch.setitem(app.config, "OUTBOUND_LOOPBACK", True)


@pytest.fixture
def receiver(loopback: None) -> Iterator[Receiver]:
    """Somebody who listens."""
    with Receiver() as listening:
        yield listening


@dataclass
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`receiver.answer` is a status, or a function that writes an answer of its own to the socket's file."""

    answer: int | Callable[[Any], None] = 200
    said: bytes = b"thank you"
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    tls: ssl.SSLContext | None = None

    def __enter__(self) -> Receiver:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.server.daemon_threads = True
        if self.tls:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/hook?key=k"


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            received = {name.lower(): value for name, value in self.headers.items()}
            receiver.received.append(Received(self.path, received, body))
            if callable(receiver.answer):
                self.close_connection = True
                with suppress(OSError):
                    receiver.answer(self.wfile)
                return
            self.send_response(receiver.answer)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.said)))
            self.end_headers()
            self.wfile.write(receiver.said)

        do_GET = do_POST  # noqa: N815 (the name is the server's)

        def log_message(self, format: str, *_: Any) -> None:
            pass

    return Handler
