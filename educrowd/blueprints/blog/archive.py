"""Posts by the month in which they appeared, by the clocks of the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from babel import dates
from sqlalchemy import Select, func, select

from educrowd.core.db import db
from educrowd.core.formatting import locale, zone

from .models import Post
from .models.calendar import FIRST, LAST


@dataclass(frozen=True, slots=True)
class Month:
    """A month in which posts appeared, and how many."""

    year: int
    month: int
    posts_count: int

    @property
    def name(self) -> str:
        return str(dates.format_date(date(self.year, self.month, 1), "LLLL", locale=locale()))


def months() -> list[Month]:
    """Every month with public posts, the newest first."""
    began = func.date_trunc("month", func.timezone(zone().key, Post.published_at)).label("began")
    shown = Post.status == "published", Post.published_at.between(FIRST, LAST)
    counted = select(began, func.count()).where(*shown).group_by("began").order_by(began.desc())
    return [Month(began.year, began.month, count) for began, count in db.session.execute(counted)]


def years() -> list[tuple[int, int, list[Month]]]:
    """Every year with public posts, how many it has, and its months."""
    grouped = [(year, list(found)) for year, found in groupby(months(), key=lambda month: month.year)]
    return [(year, sum(month.posts_count for month in found), found) for year, found in grouped]


def posts_of(year: int, month: int | None = None) -> Select[Post] | None:
    """Public posts of a year or one of its months, the newest first; None where the calendar has none such."""
    span = span_of(year, month)
    return Post.teasers().where(Post.published_at >= span[0], Post.published_at < span[1]) if span else None


def span_of(year: int, month: int | None = None) -> tuple[datetime, datetime] | None:
    """When it begins and the next one does, by the clocks of the site; None at the ends of the calendar."""
    if not 1 < year < 9999 or not 1 <= (month or 1) <= 12:
        return None
    begin = datetime(year, month or 1, 1, tzinfo=zone())
    is_within = month is not None and month < 12
    end = begin.replace(month=begin.month + 1) if is_within else datetime(year + 1, 1, 1, tzinfo=zone())
    return begin, end


def title_of(year: int, month: int | None = None) -> str:
    """`May 2019`, or `2019`."""
    if month is None:
        return str(year)
    return str(dates.format_skeleton("yMMMM", date(year, month, 1), locale=locale()))
