"""`python -m sandbox`: serve on loopback until told to stop."""

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from sandbox.settings import settings

THREADS = 8


def main() -> None:
    """Run one worker process; SQLite has one writer, and the background threads live beside it."""
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


if __name__ == "__main__":
    main()
