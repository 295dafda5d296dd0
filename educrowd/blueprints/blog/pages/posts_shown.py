"""Posts in blocks of the front page: the newest, or those with a tag."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select

from educrowd.core import registry
from educrowd.core.db import db
from educrowd.core.registry import Block, Showcase, Wanted

from ..models import Post, Tag
from ..models.tag import post_tags

SOURCES = {"newest": "The newest", "tag": "The newest with a tag"}


@registry.showcases.offer(order=30)
def posts() -> Showcase:
    return Showcase("posts", SOURCES, dict, fill)


def fill(wanted: list[Wanted]) -> list[Block | None]:
    """What each of them shows."""
    most = max(one.count for one in wanted)
    ids = _by_tag({one.tag for one in wanted if one.tag}, most)
    if any(not one.tag for one in wanted):
        ids[""] = list(db.session.scalars(Post.public().with_only_columns(Post.id).limit(most)))
    all_ids = {id for listed in ids.values() for id in listed}
    found = (
        {post.id: post for post in db.session.scalars(Post.teasers().where(Post.id.in_(all_ids)))} if all_ids else {}
    )
    return [_block(one, [found[id] for id in ids[one.tag][: one.count]]) for one in wanted]


def _block(wanted: Wanted, posts: list[Post]) -> Block | None:
    shown = {"posts": posts, "title": wanted.title, "tag": wanted.tag}
    return Block("blog/_front_page.html", shown) if posts else None


def _by_tag(slugs: set[str], most: int) -> dict[str, list[int]]:
    """The ids of the newest posts with each tag."""
    found: dict[str, list[int]] = defaultdict(list)
    newest = Post.published_at.desc(), Post.id.desc()
    place = func.row_number().over(partition_by=Tag.id, order_by=newest).label("place")
    tagged = select(Tag.slug, Post.id, place).join(post_tags, post_tags.c.tag_id == Tag.id)
    tagged = tagged.join(Post, Post.id == post_tags.c.post_id).where(Post.status == "published", Tag.slug.in_(slugs))
    ranked = tagged.subquery()
    rows = select(ranked.c.slug, ranked.c.id).where(ranked.c.place <= most).order_by(ranked.c.place)
    for slug, id in db.session.execute(rows) if slugs else ():
        found[slug].append(id)
    return found
