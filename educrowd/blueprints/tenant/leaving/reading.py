"""A site's file from somebody else: looked through to its end before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from educrowd.core.archives import Archive, Limits
from educrowd.core.errors import Invalid
from educrowd.core.json_file import json_of, weigh

from . import manifest

LIMITS = Limits(members=500_000, bytes=100 * 1024**3, depth=24, name=600)
LONGEST_LINE = 32 * 1024**2
# Of the manifest: one of two hundred thousand files.
LONGEST_HEAD = 32 * 1024**2
PEOPLE = "people.jsonl"


@dataclass(frozen=True, slots=True)
class MostLines:
    """How many rows and people a file may have: each costs questions to the database, however small it is."""

    rows: int
    people: int


class SiteFile:
    """The parts of a site's file by name; Invalid("file", …) for one that is not what its manifest says."""

    def __init__(self, stream: BinaryIO, *, limits: Limits = LIMITS, most: MostLines | None = None):
        self._archive = Archive(stream, limits=limits)
        self._most = most
        self.manifest = manifest.checked(self.json(manifest.NAME))
        self._compare()

    def json(self, name: str) -> Any:
        if name not in self._archive.names or self._archive.size_of(name) > LONGEST_HEAD:
            raise Invalid("file", manifest.NOT_OURS)
        return json_of(self._archive.read(name), f"“{name}” in the file")

    def lines(self, name: str) -> Iterator[bytes]:
        """Each line of a part, none of which takes too much memory once it is read."""
        for line in self._lines(name):
            weigh(line, f"A line of “{name}”")
            yield line

    def _lines(self, name: str) -> Iterator[bytes]:
        rest = b""
        for chunk in self._archive.chunks(name):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
            if len(rest) > LONGEST_LINE:
                raise Invalid("file", f"A line of “{name}” is too long.")
        if rest:
            yield rest

    def chunks(self, name: str) -> Iterator[bytes]:
        return self._archive.chunks(name)

    def kept_files(self) -> list[str]:
        """Names of what belongs in the site's folder."""
        return self.parts("files/")

    def parts(self, folder: str) -> list[str]:
        return [name for name in self._archive.names if name.startswith(folder)]

    def sizes(self) -> dict[str, int]:
        """How many bytes each of its files unpacks to."""
        return {name: self._archive.size_of(name) for name in self.kept_files()}

    def has(self, name: str) -> bool:
        return name in self.manifest["files"]

    def _compare(self) -> None:
        """Nothing missing, nothing more, and each part with its digest."""
        told: dict[str, Any] = self.manifest["files"]
        if set(self._archive.names) != {*told, manifest.NAME}:
            raise Invalid("file", "The file holds more or less than its manifest says.")
        rows = 0
        for name, says in told.items():
            digest, lines = hashlib.sha256(), 0
            for chunk in self._archive.chunks(name):
                digest.update(chunk)
                lines += chunk.count(b"\n")
            if self._archive.size_of(name) != says["size"] or digest.hexdigest() != says["sha256"]:
                raise Invalid("file", f"“{name}” in the file is not what was written: its digest differs.")
            rows += lines if name.endswith(".jsonl") else 0
            self._check_lines(rows, lines if name == PEOPLE else 0)

    def _check_lines(self, rows: int, people: int) -> None:
        if self._most and (rows > self._most.rows or people > self._most.people):
            most = f"{self._most.rows:,} rows or {self._most.people:,} people"
            raise Invalid("file", f"The file holds more than {most}: ask those who run the platform to bring it in.")
