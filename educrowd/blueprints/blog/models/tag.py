"""What posts are about."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Table, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import SchemaOwned, Timestamps, db
from educrowd.core.errors import Invalid

from ..limits import TAG
from .redirect import Redirect
from .slugs import slug_of_name

post_tags = Table(
    "post_tags",
    SchemaOwned.metadata,
    Column("post_id", BigInteger, ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", BigInteger, ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Tag(Timestamps, SchemaOwned):
    """A word that posts share; its slug is its identity, the first spelling its name."""

    __tablename__ = "tags"
    PLACE = "/blog/tags/"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default="")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return f"{self.PLACE}{self.slug}"

    @classmethod
    def named(cls, names: list[str]) -> list[Tag]:
        """The tags that have or had these names, in this order, made where they don't exist; twins count once."""
        wanted: dict[str, str] = {}
        for name in names:
            wanted.setdefault(slug_of_name(name), name)
        wanted.pop("", None)
        known = cls._with_slugs(wanted)
        if former := wanted.keys() - known.keys():
            known |= Redirect.followed(cls, former)
        if missing := [{"slug": slug, "name": wanted[slug]} for slug in wanted if slug not in known]:
            # Two posts may bring the same new tag at the same moment.
            db.session.execute(insert(cls).values(missing).on_conflict_do_nothing())
            known |= cls._with_slugs(wanted)
        return list(dict.fromkeys(known[slug] for slug in wanted))

    @classmethod
    def _with_slugs(cls, slugs: Iterable[str]) -> dict[str, Tag]:
        """Held, so that none is deleted or merged before the post that gets it is written."""
        found = select(cls).where(cls.slug.in_(slugs)).order_by(cls.id).with_for_update(read=True, key_share=True)
        return {tag.slug: tag for tag in db.session.scalars(found.execution_options(populate_existing=True))}


def split_tags(text: str) -> list[str]:
    """`"ink, Paper ,"` → `["ink", "Paper"]`."""
    return [name for part in text.split(",") if (name := " ".join(part.split()))]


def check_tags(names: list[str]) -> None:
    """Refuse what would be cut or left out without a word."""
    for name in names:
        if len(name) > TAG:
            raise Invalid("tags", f"A tag has at most {TAG} characters; “{name[:TAG]}…” has more.")
        if not slug_of_name(name):
            raise Invalid("tags", f"A tag has letters or digits; “{name}” has none.")
