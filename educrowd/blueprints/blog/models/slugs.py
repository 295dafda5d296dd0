"""Addresses of posts and tags."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import func, select

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.slugs import first_free, fitting, is_slug, slugify

# Names that the blog's own pages have or may have.
RESERVED = frozenset({"archive", "authors", "drafts", "feed", "page", "series", "tags"})


def check_slug(model, slug: str) -> str:
    """The slug, if a row of `model` can have it; Invalid("slug", …) if not."""
    if not is_slug(slug):
        raise Invalid("slug", "An address has only the letters a to z, digits and single hyphens.")
    if slug in reserved(model):
        raise Invalid("slug", f"The site itself uses the address “{slug}”; please choose another.")
    _stand_in_line(model)
    if _is_taken(model, slug):
        raise Invalid("slug", f"Another {model.__name__.lower()} has this address.")
    return slug


def free_slug(model, title: str) -> str:
    """An address for `title` that nobody has."""
    return free(model, slugify(title, otherwise=getattr(model, "nameless", "post")))


def free(model, slug: str) -> str:
    """The address, numbered where somebody has it."""
    _stand_in_line(model)
    taken = reserved(model)
    return first_free(slug, lambda slug: slug in taken or _is_taken(model, slug))


def slug_of_name(name: str) -> str:
    """The address of a tag or a series: `"Night Sky 2"` → `night-sky-2`, `"Ночь 2"` → `ночь-2`.

    Where no Latin letter is, the name keeps its own script: numbers alone tell no two names apart.
    """
    latin = slugify(name, otherwise="")
    if re.search("[a-z]", latin):
        return latin
    letters = (letter if _is_of_word(letter) else " " for letter in unicodedata.normalize("NFKC", name).casefold())
    return fitting("".join(letters).split())


def _is_of_word(letter: str) -> bool:
    """Marks as well, without which many scripts have no vowels."""
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def reserved(model) -> frozenset[str]:
    """Names that rows of `model` can't have, as addresses beside theirs have them."""
    return model.reserved_names() if hasattr(model, "reserved_names") else RESERVED


def _stand_in_line(model) -> None:
    """Until this transaction ends nobody else on the site gets an address, so two never get the same."""
    line = func.hashtextextended(f"{current.tenant.schema}.{model.__tablename__}.slug", 0)
    db.session.execute(select(func.pg_advisory_xact_lock(line)))


def _is_taken(model, slug: str) -> bool:
    return db.session.scalar(select(model.id).where(model.slug == slug)) is not None
