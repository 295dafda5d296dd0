"""Tags change: their names, their words, and the posts that have them."""

from __future__ import annotations

from flask import abort
from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import hold

from ..models import FrontPage, Tag
from ..models.front_page import Blocks
from ..models.slugs import slug_of_name
from ..models.tag import post_tags
from ..redirects.following import forget, move

GONE = "There is no tag of this name."


def all_tags() -> Select[Tag, int]:
    """Every tag and how many posts have it, drafts as well, by name."""
    used = select(post_tags.c.tag_id, func.count().label("posts")).group_by(post_tags.c.tag_id).subquery()
    counted = func.coalesce(used.c.posts, 0).label("posts")
    return select(Tag, counted).outerjoin(used, used.c.tag_id == Tag.id).order_by(func.lower(Tag.name), Tag.id)


def count_of(tag: Tag) -> int:
    """How many posts have it."""
    return db.session.scalar(select(func.count()).where(post_tags.c.tag_id == tag.id)) or 0


def change(tag: Tag, *, name: str | None = None, description: str | None = None) -> Tag:
    """Give it another name, under which authors find it from now on, or other words; None leaves each as it is."""
    hold(tag)
    before, path = tag.name, tag.path
    if name is not None and name != tag.name:
        _rename(tag, name)
    if description is not None:
        tag.description = " ".join(description.split())
    if tag.path != path:
        move(path, tag.path)
        _show_on_front_page(path, tag)
    if tag.name != before:
        audit("tag.renamed", subject=tag, before=before)
    else:
        audit("tag.changed", subject=tag)
    db.session.flush()
    return tag


def merge(tag: Tag, into: Tag) -> Tag:
    """Let its posts have the other tag instead, and its address lead to that one's."""
    if tag.id == into.id:
        raise Invalid("into", "Choose another tag than this one.")
    _hold_both(tag, into)
    tagged = select(post_tags.c.post_id, literal(into.id)).where(post_tags.c.tag_id == tag.id)
    db.session.execute(insert(post_tags).from_select(["post_id", "tag_id"], tagged).on_conflict_do_nothing())
    move(tag.path, into.path)
    _show_on_front_page(tag.path, into)
    audit("tag.merged", subject=into, tag=tag.name)
    db.session.delete(tag)
    db.session.flush()
    return into


def remove(tag: Tag) -> None:
    """Take it from its posts, which stay; what led to it leads nowhere."""
    hold(tag)
    forget(tag.path)
    audit("tag.deleted", subject=tag)
    db.session.delete(tag)
    db.session.flush()


def named(name: str) -> Tag:
    """The tag that authors mean by this name; Invalid("into", …) if there is none."""
    if tag := db.session.scalar(select(Tag).where(Tag.slug == slug_of_name(name))):
        return tag
    raise Invalid("into", GONE)


def is_on_front_page(tag: Tag) -> bool:
    """Whether a block of the front page shows its posts."""
    page = FrontPage.here()
    return page is not None and any(block.get("tag") == tag.slug for block in (*page.blocks, *(page.published or ())))


def _rename(tag: Tag, name: str) -> None:
    # The slug follows the name: by it the editor finds the tag that a name means.
    slug = slug_of_name(name)
    if not slug or "," in name:
        raise Invalid("name", "A tag has letters or digits, and no comma.")
    try:
        with db.session.begin_nested():
            tag.name, tag.slug = name, slug
    except IntegrityError:
        db.session.refresh(tag)
        raise Invalid("name", "Another tag is called that. Merge this one into it instead.") from None


def _hold_both(tag: Tag, into: Tag) -> None:
    """Nobody else gives them to posts or takes them away until this transaction ends; they are read as they stand."""
    held = select(Tag).where(Tag.id.in_([tag.id, into.id])).order_by(Tag.id).with_for_update()
    found = db.session.scalars(held.execution_options(populate_existing=True)).all()
    if tag not in found:
        abort(404)
    if into not in found:
        raise Invalid("into", GONE)


def _show_on_front_page(former: str, tag: Tag) -> None:
    """Blocks that showed posts with the tag of that address show this one's."""
    page = db.session.scalar(select(FrontPage).with_for_update())
    if page is None:
        return
    slug = former.rpartition("/")[2]

    def followed(blocks: Blocks) -> Blocks:
        return [{**block, "tag": tag.slug} if block.get("tag") == slug else block for block in blocks]

    page.blocks = followed(page.blocks)
    page.published = None if page.published is None else followed(page.published)
