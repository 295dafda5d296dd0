"""File locks that the kernel releases when their holder ends, however it ends."""

import fcntl
import os
import time
from pathlib import Path
from typing import Self


class Lock:
    """An advisory lock on a file, shared or exclusive."""

    def __init__(self, path: Path, shared: bool = False):
        self.path = path
        self.mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        self._file: int | None = None

    def acquire(self) -> Self:
        """Take the lock, waiting for it."""
        self._take(self.mode)
        return self

    def try_acquire(self, patience: float = 0) -> bool:
        """Take the lock if nobody holds it, or gives it back within so many seconds."""
        until = time.monotonic() + patience
        while True:
            try:
                self._take(self.mode | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(0.05)
            else:
                return True

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _take(self, mode: int) -> None:
        # Read-only is enough for a lock, and lets root and an ordinary user share the file.
        file = os.open(self.path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, mode)
        except BaseException:
            os.close(file)
            raise
        self._file = file

    def __enter__(self) -> Self:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()
