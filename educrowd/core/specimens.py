"""Specimens of letters: what each one looks like, with made-up contents and the site's own name and color.

A module offers, at start, a specimen for every letter it can send. Nothing of them is read from the database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace as Made
from typing import Any

from . import mail

__all__ = ["SPECIMENS", "Made", "Specimen", "offer"]


@dataclass(frozen=True, slots=True)
class Specimen:
    """One letter; `readers` says who gets it, `name` is its address in the list, mostly that of its template."""

    module: str
    name: str
    template: str
    title: str
    readers: str
    contents: Callable[[], dict[str, Any]]

    def html(self) -> str:
        """The letter as it will be read."""
        return mail.compose(self.template, subject=self.title, **self.contents())


SPECIMENS: dict[tuple[str, str], Specimen] = {}


def offer(
    module: str,
    readers: str,
    common: Callable[[], dict[str, Any]],
    letters: Mapping[str, tuple[str, Mapping[str, Any]]],
) -> None:
    """Letters of a module to the same readers, by name: a title, and what differs from the common contents.

    A name is its template's; "receipt.late" is another specimen of the template "receipt".
    """
    for name, (title, others) in letters.items():
        template = f"{module}/mail/{name.partition('.')[0]}"
        SPECIMENS[module, name] = Specimen(module, name, template, title, readers, _with(common, others))


def _with(common: Callable[[], dict[str, Any]], others: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Both, and whatever names a part of something ("pledge.state") put in its place."""

    def contents() -> dict[str, Any]:
        made = common()
        for path, value in others.items():
            first, *parts = path.split(".")
            if not parts:
                made[first] = value
                continue
            owner = made[first]
            for part in parts[:-1]:
                owner = getattr(owner, part)
            setattr(owner, parts[-1], value)
        return made

    return contents
