"""What modules know how to import, by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from .progress import Progress
from .record import Import

Rows = list[dict[str, Any]]


class Imported(NamedTuple):
    """What was done, and the id of what the import is about."""

    report: Rows
    about_id: int | None


@dataclass(frozen=True, slots=True)
class Importer:
    """A kind of import. `look` writes nothing that lasts; `carry_out` writes all of it in one transaction.

    Both raise Invalid or Refused with a sentence for people. `may` is asked again by the worker.
    """

    largest: int
    otherwise_called: str
    may: Callable[[Import, Any], bool]
    look: Callable[[Import, BinaryIO, Any, Progress], Rows]
    carry_out: Callable[[Import, BinaryIO, Any, Progress], Imported]


IMPORTERS: dict[str, Importer] = {}


def importer(kind: str, **facts: Any) -> None:
    """Called once by the module that knows the kind."""
    IMPORTERS[kind] = Importer(**facts)
