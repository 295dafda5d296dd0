"""ZIP archives from strangers: judged by their table of contents before a byte is unpacked, and again while it is."""

from __future__ import annotations

import io
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .errors import Invalid

CHUNK = 64 * 1024
MOST_TIMES = 200  # one byte may become so many; honest text stays below
SMALL = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold."""

    members: int = 2_000
    bytes: int = 200 * 1024 * 1024
    depth: int = 12
    name: int = 240


class Archive:
    """The files of an archive by their names; raises Invalid(field, …) for one that is not what it should be."""

    def __init__(self, data: bytes | BinaryIO, *, field: str = "file", limits: Limits | None = None):
        self.field, self.limits = field, limits or Limits()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data) if isinstance(data, bytes) else data)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self._refused("This is no ZIP archive, or a damaged one.") from error
        self._members = {self._name(member): member for member in self._files()}
        self._judge()

    @property
    def names(self) -> list[str]:
        return list(self._members)

    @property
    def size_bytes(self) -> int:
        return sum(member.file_size for member in self._members.values())

    def size_of(self, name: str) -> int:
        return self._members[name].file_size

    def read(self, name: str, *, at_most: int | None = None) -> bytes:
        """A file's bytes; never more than its entry promises, whatever the stream goes on to hold."""
        if at_most is not None and self.size_of(name) > at_most:
            raise self._refused(f"“{name}” is too large to be read: it has at most {at_most // 1024**2} MB.")
        return b"".join(self.chunks(name))

    def spooled(self, name: str, *, at_most: int) -> BinaryIO:
        """The same as a file, on the disk where it is large; whoever asks closes it."""
        if self.size_of(name) > at_most:
            raise self._refused(f"A file has at most {at_most // 1024**2} MB.")
        held = tempfile.SpooledTemporaryFile(SMALL)  # noqa: SIM115
        for chunk in self.chunks(name):
            held.write(chunk)
        held.seek(0)
        return held  # pyright: ignore[reportReturnType]

    def chunks(self, name: str) -> Iterator[bytes]:
        """The same, piece by piece."""
        member = self._members[name]
        left = member.file_size
        try:
            with self._zip.open(member) as file:
                while left and (chunk := file.read(min(CHUNK, left))):
                    left -= len(chunk)
                    yield chunk
        except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
            raise self._refused(f"“{name}” in the archive is damaged.") from error

    def _files(self) -> list[zipfile.ZipInfo]:
        files = [member for member in self._zip.infolist() if not member.is_dir()]
        if len(files) > self.limits.members:
            raise self._refused(f"The archive holds more than {self.limits.members} files.")
        return files

    def _name(self, member: zipfile.ZipInfo) -> str:
        """Its path inside the archive; nothing that leads out of a folder, or that only some systems can keep."""
        name = member.filename
        parts = name.split("/")
        is_plain = name.isprintable() and "\\" not in name and ":" not in name and not name.startswith("/")
        if not is_plain or any(part in ("", ".", "..") for part in parts):
            raise self._refused("A file in the archive has a name that can't be kept.")
        if len(parts) > self.limits.depth or len(name) > self.limits.name:
            raise self._refused("A file in the archive lies too deep or has too long a name.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise self._refused("The archive holds a link to another file.")
        if member.flag_bits & 1:
            raise self._refused("The archive is protected by a password.")
        return name

    def _judge(self) -> None:
        if self.size_bytes > self.limits.bytes:
            raise self._refused(f"Unpacked, the archive would take more than {self.limits.bytes // 1024**2} MB.")
        for member in self._members.values():
            if member.file_size > SMALL and member.file_size > MOST_TIMES * max(member.compress_size, 1):
                raise self._refused("A file in the archive is packed too tightly to be honest.")

    def _refused(self, message: str) -> Invalid:
        return Invalid(self.field, message)
