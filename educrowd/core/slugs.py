"""Titles → addresses: lower-case ASCII words joined by hyphens."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable

MAX_LENGTH = 80
GRAMMAR = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def slugify(title: str, *, otherwise: str) -> str:
    """An address made of the title's words; `otherwise` where it has none in ASCII."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_title.replace("'", ""))
    return fitting(words) or otherwise


def is_slug(text: str) -> bool:
    return len(text) <= MAX_LENGTH and GRAMMAR.fullmatch(text) is not None


def first_free(slug: str, is_taken: Callable[[str], bool]) -> str:
    """The slug, or the first of slug-2, slug-3, … that is not taken."""
    stem = slug[: MAX_LENGTH - 5].rstrip("-")
    numbered = (f"{stem}-{number}" for number in itertools.count(2))
    return next(candidate for candidate in itertools.chain([slug], numbered) if not is_taken(candidate))


def fitting(words: list[str]) -> str:
    """As many of the words, joined, as an address has room for."""
    slug = "-".join(words)
    if len(slug) <= MAX_LENGTH:
        return slug
    return slug[: MAX_LENGTH + 1].rpartition("-")[0] or slug[:MAX_LENGTH]
