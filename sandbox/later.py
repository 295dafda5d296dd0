"""What the sandbox does by itself after a while, by its own clock."""

import logging
import threading
from collections.abc import Callable

from sandbox import clock, current, store

IDLE_SECONDS = 0.2
_tasks: dict[str, Callable[[str], None]] = {}
_log = logging.getLogger("sandbox")


def task(function: Callable[[str], None]) -> Callable[[str], None]:
    """Let a function of one object id be scheduled."""
    assert function.__name__ not in _tasks, f"two tasks are called {function.__name__}"
    _tasks[function.__name__] = function
    return function


def schedule(function: Callable[[str], None], subject: str, seconds: float) -> None:
    """Call the task with this object id on the current account, so many seconds from now."""
    store.execute(
        "INSERT INTO tasks (account, name, subject, due) VALUES (?, ?, ?, ?)",
        current.account(),
        function.__name__,
        subject,
        clock.precise_now() + seconds,
    )


def start() -> None:
    """Run due tasks in the background from now on."""
    threading.Thread(target=_loop, name="later", daemon=True).start()


def run_due() -> int:
    """Run every task that is due, each in a transaction of its own, and those that these make due."""
    done = 0
    while row := _next():
        _run(*row)
        done += 1
    return done


def _next():
    return store.execute(
        "SELECT id, account, name, subject FROM tasks WHERE due <= ? ORDER BY due, id LIMIT 1",
        clock.precise_now(),
    ).fetchone()


def _run(id: int, account: str, name: str, subject: str) -> None:
    try:
        with store.transaction(), current.acting_as(account):
            if store.execute("DELETE FROM tasks WHERE id = ?", id).rowcount:
                _tasks[name](subject)
    except Exception:
        _log.exception("task %s(%s) failed and is dropped", name, subject)
        with store.transaction():
            store.execute("DELETE FROM tasks WHERE id = ?", id)


def _loop() -> None:
    idle = threading.Event()
    while not idle.wait(IDLE_SECONDS):
        try:
            run_due()
        except Exception:
            _log.exception("the task loop stumbled")
