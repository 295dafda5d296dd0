"""A ZIP that notes size and digest of each of its files while they are written."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

CHUNK = 256 * 1024
# Pictures and packages are packed already.
PACKED = frozenset({".document", ".webp", ".zip"})


class Pack:
    """Files go in by their names; `digests` says what is inside."""

    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        self.digests: dict[str, dict[str, Any]] = {}

    def put_lines(self, name: str, lines: Iterable[str]) -> int:
        """One line each; answers how many there were."""
        count = 0

        def counted() -> Iterable[bytes]:
            nonlocal count
            for line in lines:
                count += 1
                yield f"{line}\n".encode()

        self._put(name, counted())
        return count

    def put_text(self, name: str, words: str) -> None:
        self._put(name, [words.encode()])

    def put_json(self, name: str, value: Any) -> None:
        self.put_text(name, json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True) + "\n")

    def put_file(self, name: str, path: Path) -> None:
        with path.open("rb") as stream:
            self._put(name, iter(lambda: stream.read(CHUNK), b""), is_packed=path.suffix in PACKED)

    def _put(self, name: str, chunks: Iterable[bytes], *, is_packed: bool = False) -> None:
        digest, size = hashlib.sha256(), 0
        # The moment is the same each time, so that the same site makes the same file.
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self._archive.open(entry, "w", force_zip64=True) as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.digests[name] = {"size": size, "sha256": digest.hexdigest()}
