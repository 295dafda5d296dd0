"""The worker ends with the process that started it, even when that one is killed outright."""

import os
import signal
import threading
import time

CHECK_SECONDS = 0.5


def hold() -> None:
    """End this process as soon as its parent is gone."""
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), name="lifeline", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
