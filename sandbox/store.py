"""SQLite: objects as JSON, one writer at a time, readers never wait."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_lock = threading.RLock()
_local = threading.local()
_settings: dict[str, str] = {}
_path = ""
bell = threading.Event()  # rings after each commit


def open_database(path: str) -> None:
    """Use the database file at `path`, making it if need be."""
    global _path
    _path = path
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    connection().executescript(Path(__file__).with_name("schema.sql").read_text())
    _settings.update(connection().execute("SELECT name, value FROM settings").fetchall())


def connection() -> sqlite3.Connection:
    """This thread's connection."""
    if getattr(_local, "path", None) != _path:
        _local.path = _path
        _local.connection = sqlite3.connect(_path, isolation_level=None, timeout=30)
        _local.connection.execute("PRAGMA journal_mode = WAL")
        _local.connection.execute("PRAGMA synchronous = NORMAL")
    return _local.connection


@contextmanager
def transaction() -> Iterator["Work"]:
    """Write all of what follows, or none of it; inside another transaction, belong to that one."""
    with _lock:
        work = Work()
        if work.nested:
            yield work
            return
        work.begin()
        try:
            yield work
        except BaseException:
            work.rollback()
            raise
        work.commit()
    bell.set()


class Work:
    """A transaction under way."""

    def __init__(self) -> None:
        self.nested = connection().in_transaction

    def begin(self) -> None:
        connection().execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        connection().execute("COMMIT")

    def rollback(self) -> None:
        connection().execute("ROLLBACK")

    def undo(self) -> None:
        """Forget what was written so far and go on; nobody else gets in between."""
        self.rollback()
        self.begin()


def execute(statement: str, *values) -> sqlite3.Cursor:
    """Run one statement with bound values."""
    return connection().execute(statement, values)


def setting(name: str) -> str | None:
    """A value kept across restarts."""
    return _settings.get(name)


def set_setting(name: str, value: str) -> None:
    """Keep a value across restarts."""
    with transaction():
        execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value)
    _settings[name] = value


def erase() -> None:
    """Forget everything."""
    with transaction():
        for table in ("objects", "funds", "answers", "deliveries", "tasks", "settings"):
            execute(f"DELETE FROM {table}")
    _settings.clear()
