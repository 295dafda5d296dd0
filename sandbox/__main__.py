"""`python -m sandbox`: serve on loopback until told to stop."""

import socket
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from sandbox.settings import settings

THREADS = 8


def main() -> None:
    """Run one worker process; SQLite has one writer, and the background threads live beside it."""
    if _is_taken(settings.port):
        sys.exit(f"Port {settings.port} is taken: stop what listens there, or set SANDBOX_PORT.")
    print(f"Stripe sandbox: {settings.origin}/_sandbox/", flush=True)
    Granian(
        "sandbox.app:create_app",
        factory=True,
        address="127.0.0.1",
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backpressure=512,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


def _is_taken(port: int) -> bool:
    """Granian itself would share a port with another sandbox."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    main()
