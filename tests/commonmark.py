"""CommonMark's own examples through our renderer: what comes out other than its authors say is written down.

`python -m tests.commonmark` rewrites the list, tests/commonmark.txt, for a reader to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from pathlib import Path

from educrowd.core import markdown
from educrowd.core.assets import PACKAGES

SPEC = PACKAGES / "commonmark-spec" / "spec.txt"
SHOWN = 40
LIST = Path(__file__).parent / "commonmark.txt"
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$|^#{1,6} (.*?)$", re.MULTILINE | re.DOTALL)
# What every element gets from us, whatever an author writes; said once here and not at each example.
ADDED = {"a": {"rel"}, "img": {"loading", "decoding"}, "pre": {"tabindex"}}


@dataclass(frozen=True, slots=True)
class Example:
    """One example of the specification."""

    number: int
    section: str
    markdown: str
    html: str


class Canonical(HTMLParser):
    """HTML as a list of what it says: attributes sorted, ours left out, headings without their level."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = sorted(f'{name}="{value or ""}"' for name, value in attrs if name not in ADDED.get(tag, ()))
        self.said.append(f"<{' '.join((_heading(tag), *kept))}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.said.append(f"</{_heading(tag)}>")

    def handle_data(self, data: str) -> None:
        if self.said and not self.said[-1].startswith("<"):
            self.said[-1] += data
        elif data.strip():
            self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.said.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.said.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.said.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.said.append(f"<![{data}]>")


def examples() -> Iterator[Example]:
    """All of them, in their order."""
    section, number = "", 0
    for found in EXAMPLE.finditer(SPEC.read_text(encoding="utf-8")):
        if found[3]:
            section = found[3]
            continue
        number += 1
        written, html = (text.replace("→", "\t") for text in (found[1], found[2]))
        yield Example(number, section, written, html)


def canonical(html: str) -> list[str]:
    parser = Canonical()
    parser.feed(html)
    parser.close()
    return [said.strip() if said.startswith("<") else " ".join(said.split()) for said in parser.said]


def changed() -> str:
    """What our renderer makes otherwise: each example with what is lost and what comes instead."""
    lines = []
    for example in examples():
        theirs, ours = canonical(example.html), canonical(markdown.render(example.markdown))
        if ours != theirs:
            lines.append(f"{example.number} {example.section}: {_difference(theirs, ours)}\n")
    return "".join(lines)


def _difference(theirs: list[str], ours: list[str]) -> str:
    signed = []
    for kind, a, b, c, d in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if kind != "equal":
            signed += [f"-{said[:SHOWN]!r}" for said in theirs[a:b]] + [f"+{said[:SHOWN]!r}" for said in ours[c:d]]
    return " ".join(signed)


def _heading(tag: str) -> str:
    return "h" if re.fullmatch("h[1-6]", tag) else tag


if __name__ == "__main__":
    LIST.write_text(changed(), encoding="utf-8")
