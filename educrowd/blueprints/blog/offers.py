"""What the blog shows on pages that belong to everyone."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from educrowd.core import allowances, registry
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.menus import SETTING
from educrowd.core.registry import Block, Figure, Link, Todo

from .comments.threads import waiting_counts
from .mentions.moderating import count_waiting
from .models import Autosave, ContactMessage, Entry, FrontPage, Letter, Media, NewsletterLetter, Post
from .models.contact_message import is_open
from .pages import blocks, menus


@registry.front_page.offer(order=30)
def latest_posts() -> Block | None:
    posts = db.session.scalars(Post.teasers().limit(3)).all()
    return Block("blog/_front_page.html", {"posts": posts}) if posts else None


@registry.taken_in.offer(order=40)
def posts_read_anew() -> None:
    """Their pictures are known now, and what they are found by."""
    for post in db.session.scalars(select(Entry), execution_options={"yield_per": 50}):
        post.read_anew()
        db.session.flush()


@registry.taken_in.offer(order=45)
def front_page_read_anew() -> None:
    """Its blocks are known here, and lead nowhere that a browser would run."""
    if page := FrontPage.here():
        page.blocks = [blocks.taken_in(block) for block in page.blocks]
        page.published = page.published and [blocks.taken_in(block) for block in page.published]
        flag_modified(page, "updated_at")


@registry.taken_settings.offer()
def menus_read_anew() -> dict[str, Callable]:
    return {SETTING: menus.taken_in}


@registry.site_menu.offer(order=30)
def blog() -> Link:
    return Link("Blog", url_for("blog.posts.index"))


@registry.site_menu.offer(order=90)
def contact() -> Link | None:
    return Link("Contact", url_for("blog.contact.new")) if is_open() else None


@registry.studio_menu.offer(order=32)
def statistics() -> Link | None:
    if not current.user.can("posts.manage"):
        return None
    return Link("Statistics", url_for("blog.statistics.index"), icon="chart")


@registry.studio_menu.offer(order=80)
def messages() -> Link | None:
    if not current.user.can("site.manage"):
        return None
    return Link("Contact", url_for("blog.messages.index"), icon="inbox")


@registry.studio_todos.offer(order=45)
def unread_messages() -> Todo | None:
    """What visitors wrote and nobody has read."""
    if not current.user.can("site.manage"):
        return None
    unread = select(func.count()).where(ContactMessage.state == "unread")
    count = db.session.scalar(unread) or 0
    label = "Message from a visitor" if count == 1 else "Messages from visitors"
    return Todo(label, url_for("blog.messages.index"), count, icon="inbox") if count else None


@registry.studio_menu.offer(order=30)
def posts() -> Link | None:
    if not current.user.can("posts.write"):
        return None
    also = (url_for("blog.media.index"),)
    return Link("Posts", url_for("blog.studio.posts.index"), icon="edit", also=also)


@registry.studio_menu.offer(order=79)
def site() -> Link | None:
    if not current.user.can("posts.manage"):
        return None
    return Link(
        "Site",
        url_for("blog.page_studio.pages.index"),
        icon="list",
        also=(url_for("blog.menus.index"), url_for("blog.front_page.index")),
    )


@registry.studio_menu.offer(order=31)
def newsletter() -> Link | None:
    if not current.user.can("posts.manage"):
        return None
    return Link("Newsletter", url_for("blog.subscribers.index"), icon="mail")


@registry.studio_todos.offer(order=40)
def unsaved_posts() -> Todo | None:
    """What one typed and never saved."""
    mine = (
        select(func.count(Autosave.post_id.distinct()))
        .join(Post, Post.id == Autosave.post_id)
        .where(Autosave.author_id == current.user.id)
    )
    count = db.session.scalar(mine) or 0
    label = "Post with unsaved changes" if count == 1 else "Posts with unsaved changes"
    return Todo(label, url_for("blog.studio.posts.index"), count, icon="edit") if count else None


@registry.studio_todos.offer(order=42)
def waiting_comments() -> Todo | None:
    """Comments below posts that wait for this person's word."""
    if not current.user.can("posts.write"):
        return None
    count = waiting_counts(current.user)["waiting"]
    label = "Comment below a post to approve" if count == 1 else "Comments below posts to approve"
    return Todo(label, url_for("blog.studio.comments.index"), count, icon="message") if count else None


@registry.studio_todos.offer(order=43)
def waiting_mentions() -> Todo | None:
    """Mentions of posts that wait for this person's word."""
    if not current.user.can("posts.write"):
        return None
    count = count_waiting(current.user)
    label = "Mention of a post to approve" if count == 1 else "Mentions of posts to approve"
    return Todo(label, url_for("blog.studio.mentions.index"), count, icon="message") if count else None


@registry.studio_figures.offer(order=40)
def published_posts() -> Figure | None:
    if not current.user.can("posts.write"):
        return None
    counts = dict(db.session.execute(select(Post.status, func.count()).group_by(Post.status)).all())
    drafts = counts.get("draft", 0)
    note = f"{drafts} draft{'' if drafts == 1 else 's'}" if drafts else ""
    return Figure("Published posts", str(counts.get("published", 0)), url_for("blog.studio.posts.index"), note)


@allowances.counts("storage_mb")
def picture_bytes() -> int:
    return int(db.session.scalar(select(func.sum(Media.size_bytes))) or 0)


@registry.studio_todos.offer(order=41)
def letters_that_wait() -> Todo | None:
    """Letters that the plan holds no room for this month."""
    if not current.user.can("posts.write") or allowances.room("mails_a_month") != 0:
        return None
    waiting = (select(func.count()).where(each.state == "waiting") for each in (Letter, NewsletterLetter))
    count = sum(db.session.scalar(counted) or 0 for counted in waiting)
    label = "Letters wait for next month: your plan sends no more"
    return Todo(label, url_for("studio.plan"), count, icon="clock") if count else None
