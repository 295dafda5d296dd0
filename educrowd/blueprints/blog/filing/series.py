"""Series change: their names, their words, and the order of their parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import hold

from ..models import Post, Series
from ..models.entry import Entry
from ..models.post import without_text
from ..models.slugs import free, slug_of_name
from ..redirects.following import forget, move

TABLE: Any = Entry.__table__


def all_series() -> Select[Series, int]:
    """Every series and how many posts are in it, drafts as well, by title."""
    used = select(Post.series_id, func.count().label("posts")).where(Post.series_id.is_not(None))
    return counted(used).order_by(func.lower(Series.title), Series.id)


def series_in_use() -> Select[Series, int]:
    """Every series with a public part and how many it has, by title."""
    used = select(Post.series_id, func.count().label("posts")).where(Post.status == "published")
    found = counted(used)
    return found.where(found.selected_columns.posts > 0).order_by(Series.title, Series.id)


def counted(used: Any) -> Select[Series, int]:
    per_series = used.group_by(Post.series_id).subquery()
    posts = func.coalesce(per_series.c.posts, 0).label("posts")
    return select(Series, posts).outerjoin(per_series, per_series.c.series_id == Series.id)


def parts_of(series: Series) -> Select[Post]:
    """All its parts, drafts as well, the first one first."""
    parts = select(Post).where(Post.series_id == series.id).order_by(Post.series_part, Post.id)
    return parts.options(*without_text())


def change(series: Series, *, title: str | None = None, description: str | None = None) -> Series:
    """Give it another title, whose words are its address from now on, or other words; None leaves each as it is."""
    hold(series)
    before, path = series.title, series.path
    if title is not None and title != series.title:
        _rename(series, title)
    if description is not None:
        series.description = " ".join(description.split())
    if series.path != path:
        move(path, series.path)
    if series.title != before:
        audit("series.renamed", subject=series, before=before)
    else:
        audit("series.changed", subject=series)
    db.session.flush()
    return series


def arrange(series: Series, post_ids: Sequence[int]) -> None:
    """Let these be its parts in this order; Invalid unless they are just its parts."""
    if sorted(post_ids) != sorted(_held(series)):
        raise Invalid("post_ids", "Name every part of this series once, and nothing else.")
    _number(post_ids)
    audit("series.arranged", subject=series)


def shift(series: Series, post: Post, direction: str) -> None:
    """One place up or down; at the edge it stays."""
    ids = _held(series)
    at = ids.index(post.id)
    to = at - 1 if direction == "up" else at + 1
    if 0 <= to < len(ids):
        ids.insert(to, ids.pop(at))
        _number(ids)
        audit("series.arranged", subject=series)


def remove(series: Series) -> None:
    """Let its parts be posts of their own; what led to it leads nowhere."""
    _held(series)
    apart = {"series_id": None, "series_part": None, "updated_at": TABLE.c.updated_at}
    db.session.execute(update(TABLE).where(TABLE.c.series_id == series.id).values(apart))
    forget(series.path)
    audit("series.deleted", subject=series)
    db.session.delete(series)
    db.session.flush()
    db.session.expire_all()


def _rename(series: Series, title: str) -> None:
    slug = slug_of_name(title)
    if not slug:
        raise Invalid("title", "A series has letters or digits in its title.")
    # Whoever puts a post into a series of this title at the same moment gets an address after this one.
    there = free(Series, slug)
    known = Series.known_as(title)
    if known is not None and known.id != series.id:
        raise Invalid("title", "Another series is called that.")
    series.title, series.slug = title, series.slug if series.slug == slug else there


def _held(series: Series) -> list[int]:
    """The ids of its parts in their order; until this transaction ends, nobody else puts one in or orders them."""
    hold(series)
    return list(db.session.scalars(parts_of(series).with_only_columns(Post.id)))


def _number(ids: Sequence[int]) -> None:
    """Number the parts from 1; that is no change of what they say."""
    wanted: Any = func.unnest(literal(list(ids), ARRAY(BigInteger))).table_valued("id", with_ordinality="part")
    wanted = wanted.render_derived(name="wanted")
    placed = {"series_part": wanted.c.part, "updated_at": TABLE.c.updated_at}
    db.session.execute(update(TABLE).where(TABLE.c.id == wanted.c.id).values(placed))
    db.session.expire_all()
