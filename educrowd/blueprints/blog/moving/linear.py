"""What the converter does anew for each thing of a list or a run, done once: hostile pages have a million of them."""

from __future__ import annotations

from typing import Any

from bs4 import Tag
from markdownify import MarkdownConverter


class LinearConverter(MarkdownConverter):
    """Lists and code, in the time it takes to read them."""

    def __init__(self, **options: Any):
        super().__init__(bullets="-", strip_pre=None, **options)
        self._numbers: dict[int, int] = {}

    def convert_pre(self, el: Tag, text: str, parent_tags: Any) -> str:
        """A block of code without the empty lines around it."""
        inner = text.lstrip(" \n")
        indent = text[: len(text) - len(inner)].rpartition("\n")[2]
        usual: Any = super()
        return usual.convert_pre(el, f"{indent}{inner}".rstrip(" \n"), parent_tags) if text else ""

    def convert_li(self, el: Tag, text: str, parent_tags: Any) -> str:
        """One of a list, its further lines as far from the edge as its first."""
        text = text.strip()
        if not text:
            return "\n"
        bullet = f"{self._number(el)}. " if el.parent is not None and el.parent.name == "ol" else "- "
        first, *rest = text.split("\n")
        return "\n".join([bullet + first, *(" " * len(bullet) + line if line else "" for line in rest)]) + "\n"

    def _number(self, el: Tag) -> int:
        if id(el) not in self._numbers and el.parent is not None:
            said = str(el.parent.get("start") or "")
            start = int(said) if said.isdecimal() and len(said) < 10 else 1
            items = el.parent.find_all("li", recursive=False)
            self._numbers |= {id(item): number for number, item in enumerate(items, start=start)}
        return self._numbers[id(el)]
