"""Questions as they are shown to those who answer: without anything that tells the answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from ..models.pictures import Address, by_name
from ..questions import KINDS
from ..questions.cloze import pieces


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a learner's page or program gets of a question; `at` says where its pictures are loaded."""

    kind: str
    html: str
    parts: dict[str, Any]
    at: Address = by_name

    @property
    def pieces(self) -> list[str | int]:
        """The text of a cloze, with the numbers of gaps in between."""
        return list(pieces(self.html))


def asked_of(version: Any, seed: str = "", at: Address = by_name) -> Asked:
    """The question; with a seed its rows stand in an order of chance that stays the same for the seed."""
    parts = KINDS[version.kind].asked(version.content)
    return Asked(version.kind, version.html, _shuffled(parts, seed) if seed else parts, at)


def _shuffled(parts: dict[str, Any], seed: str) -> dict[str, Any]:
    shuffled = dict(parts)
    for name in ("choices", "options", "items"):
        if name in parts and parts.get("shuffle", True):
            shuffled[name] = sorted(parts[name], key=lambda row: _chance(seed, row["id"]))
    if "gaps" in parts:
        shuffled["gaps"] = [_shuffled(gap, seed) for gap in parts["gaps"]]
    return shuffled


def _chance(seed: str, id: str) -> bytes:
    return hashlib.sha256(f"{seed}:{id}".encode()).digest()
