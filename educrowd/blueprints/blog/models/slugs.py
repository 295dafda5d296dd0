"""Addresses made of titles."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.errors import Invalid

GRAMMAR = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_LENGTH = 80
# Names that the blog's own pages have or may have.
RESERVED = frozenset({"archive", "authors", "feed", "page", "series", "tags"})
_APART = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ł": "l", "ð": "d", "þ": "th"})


def slugify(text: str) -> str:
    """`"Crème brûlée, at last!"` → `"creme-brulee-at-last"`; empty where no letter can be spelled so."""
    spelled = unicodedata.normalize("NFKD", text.lower().translate(_APART)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", spelled))[:MAX_LENGTH].strip("-")


def check_slug(slug: str) -> str:
    """The slug as given, or Invalid("slug", …)."""
    if not GRAMMAR.fullmatch(slug) or len(slug) > MAX_LENGTH:
        raise Invalid("slug", "An address has only the letters a to z, digits and single hyphens.")
    if slug in RESERVED:
        raise Invalid("slug", f"The blog itself uses the address “{slug}”; please choose another.")
    return slug


def free_slug(model, title: str) -> str:
    """A slug for `title` that no row of `model` has: `ink`, else `ink-2`, `ink-3` …"""
    base = slugify(title) or model.__name__.lower()
    taken = set(db.session.scalars(select(model.slug).where(model.slug.startswith(base)))) | RESERVED
    number = 1
    while (slug := base if number == 1 else f"{base[: MAX_LENGTH - 6]}-{number}") in taken:
        number += 1
    return slug
