"""A shop's webhook address: checks signatures with the official library and keeps what came."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe

PATIENCE_SECONDS = 10


class Listener:
    """Collects events; `refuse` answers so many of the next ones with 500."""

    def __init__(self, secret: str):
        self.secret = secret
        self.events: list[stripe.Event] = []
        self.refuse = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks"

    def __enter__(self) -> "Listener":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()

    def receive(self, payload: bytes, signature: str) -> int:
        """Answer one delivery."""
        if self.refuse:
            self.refuse -= 1
            return 500
        self.events.append(stripe.Webhook.construct_event(payload, signature, self.secret))
        return 200

    def of(self, subject: str) -> list[stripe.Event]:
        """The events about one object that have come so far."""
        return [event for event in self.events if event.data.object.id == subject]

    def wait_for(self, type: str, subject: str, count: int = 1) -> list[stripe.Event]:
        """The events of a type about one object, once there are as many."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            found = [event for event in self.of(subject) if event.type == type]
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise AssertionError(f"no {count} × {type} about {subject}; came: {[event.type for event in self.of(subject)]}")


def _handler(listener: Listener) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            payload = self.rfile.read(int(self.headers["Content-Length"]))
            status = listener.receive(payload, self.headers["Stripe-Signature"])
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *_) -> None:
            pass

    return Handler
