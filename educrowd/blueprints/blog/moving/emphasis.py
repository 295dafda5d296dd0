"""Words with weight: Markdown's signs where it would read them as such, HTML where it would not."""

from __future__ import annotations

import unicodedata
from itertools import islice
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from .linear import LinearConverter

EMPHASES = {"b", "strong", "em", "i", "del", "s"}
SIGNS = "*~"
NEAR = 20


class EmphaticConverter(LinearConverter):
    """`<b>Dyes.</b>Blue` would be `**Dyes.**Blue`, which shows its stars: the second pair stands as if it began one."""

    def convert_b(self, el: Tag, text: str, parent_tags: Any) -> str:
        return _emphasized(el, text, "**", "strong", parent_tags)

    def convert_em(self, el: Tag, text: str, parent_tags: Any) -> str:
        return _emphasized(el, text, "*", "em", parent_tags)

    def convert_del(self, el: Tag, text: str, parent_tags: Any) -> str:
        return _emphasized(el, text, "~~", "del", parent_tags)

    def convert_a(self, el: Tag, text: str, parent_tags: Any) -> str:
        usual: Any = super()
        before, words, after = _parted(text)
        return text if "_noformat" in parent_tags else usual.convert_a(el, f"{before}{words}{after}", parent_tags)

    convert_strong, convert_i, convert_s = convert_b, convert_em, convert_del


def _emphasized(el: Tag, text: str, sign: str, tag: str, parent_tags: Any) -> str:
    before, words, after = _parted(text)
    if "_noformat" in parent_tags or not words:
        return text if "_noformat" in parent_tags else ""
    inside = words.strip(SIGNS) or words
    begins = _opens(before or _before(el), inside[0])
    ends = _opens(after or _after(el), inside[-1]) and not (_is_emphasis(el.next_sibling) and not after)
    return f"{before}{sign}{words}{sign}{after}" if begins and ends else f"{before}<{tag}>{words}</{tag}>{after}"


def _parted(text: str) -> tuple[str, str, str]:
    """The blank before it, the words, and the blank after them; any kind of blank is one."""
    words = text.strip()
    return " " if text[:1].isspace() else "", words, " " if text[-1:].isspace() else ""


def _opens(outside: str, inside: str) -> bool:
    """Whether a sign between the two is one for Markdown."""
    return not _is_mark(inside) or outside.isspace() or _is_mark(outside)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "PS"


def _before(el: Tag) -> str:
    for beside in islice(el.previous_elements, NEAR):
        if beside is el.parent or (isinstance(beside, Tag) and beside.name == "br"):
            return " "
        if isinstance(beside, NavigableString) and beside:
            return ">" if _is_emphasis(el.previous_sibling) else str(beside)[-1]
    return " "


def _after(el: Tag) -> str:
    beside = el.next_sibling
    if isinstance(beside, NavigableString):
        return str(beside)[:1] or " "
    return next(filter(None, beside.strings), " ")[0] if isinstance(beside, Tag) else " "


def _is_emphasis(beside: PageElement | None) -> bool:
    return isinstance(beside, Tag) and beside.name in EMPHASES
