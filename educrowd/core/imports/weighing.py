"""How much there is in a file, told without unpacking it."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

AT_ONCE = 64 * 1024


def is_small(stream: BinaryIO) -> bool:
    """Whether it is read in a moment: an archive by what it holds unpacked. The stream is at its begin then."""
    size = stream.seek(0, 2)
    stream.seek(0)
    if size <= AT_ONCE:
        size = max(size, _unpacked(stream))
        stream.seek(0)
    return size <= AT_ONCE


def _unpacked(stream: BinaryIO) -> int:
    try:
        with zipfile.ZipFile(stream) as archive:
            return sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return 0
