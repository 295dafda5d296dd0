"""What the sandbox does by itself is done once, whoever gets to it first."""

from importlib import import_module
from typing import Any

import pytest

# By name: below tests/ the type checker takes "sandbox" for this folder.
later: Any = import_module("sandbox.later")
store: Any = import_module("sandbox.store")


@pytest.fixture
def database(tmp_path):
    store.open_database(str(tmp_path / "stripe.db"))


@pytest.fixture
def done(monkeypatch) -> list[str]:
    """The subjects that a task called `note` was run for."""
    subjects: list[str] = []
    monkeypatch.setitem(later._tasks, "note", subjects.append)
    return subjects


def note(subject: str) -> None:
    """Stands for a task; only its name is kept."""


def test_a_task_that_another_thread_has_run_already_does_not_swallow_the_next_one(database, done):
    later.schedule(note, "first", 0)
    seen_by_a_slow_thread = later._next()
    assert later.run_due() == 1
    later.schedule(note, "second", 60)
    later._run(*seen_by_a_slow_thread)
    assert done == ["first"]
    assert store.execute("SELECT subject FROM tasks").fetchall() == [("second",)]
