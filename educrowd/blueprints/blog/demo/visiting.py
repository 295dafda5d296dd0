"""How often the demonstration sites were read: three months with their weekends, and days on which a post was new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.wall_time import today

from ..models import Post, VisitCount

DAYS = 90
# About how often the front page of each is read on a working day.
CROWDS = {"demo": 64, "atelier": 28, "nell": 40}
PLACES = {"/": 1.0, "/blog": 0.45, "/courses": 0.6, "/projects": 0.5}
REFERRERS = {"duckduckgo.com": 0.3, "mastodon.social": 0.2, "www.google.com": 0.2, "radio.example": 0.05}


def count_visits(slug: str) -> None:
    """A total of each day, page and host, as gathering would have left them."""
    dice, last = Random(f"visits of {slug}"), today(current.tenant.timezone)
    posts = list(db.session.scalars(Post.teasers()))
    days = [last - timedelta(days=ago) for ago in range(DAYS)]
    rows = [row for day in days for row in _day(day, CROWDS[slug], posts, dice)]
    db.session.execute(insert(VisitCount), rows)


def _day(day: date, crowd: float, posts: list[Post], dice: Random) -> Iterator[dict[str, Any]]:
    crowd *= dice.uniform(0.75, 1.25) * (0.6 if day.weekday() > 4 else 1)
    shares = PLACES | {post.path: _freshness(post, day) for post in posts}
    views = {path: round(crowd * share * dice.uniform(0.7, 1.3)) for path, share in shares.items()}
    hosts = {host: round(crowd * share * dice.uniform(0.2, 1.8)) for host, share in REFERRERS.items()}
    kinds = {"page": views, "referrer": hosts, "visitor": {"": round(sum(views.values()) / 2.3)}}
    for kind, counts in kinds.items():
        yield from ({"day": day, "kind": kind, "name": name, "count": count} for name, count in counts.items() if count)


def _freshness(post: Post, day: date) -> float:
    """What part of the crowd reads it: most of them while it is new, some for ever, nobody before."""
    assert post.published_at
    age = (day - post.published_at.date()).days
    return 1.8 / (1 + age) + 0.06 if age >= 0 else 0
