"""What the blog keeps of its writers and readers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update

from educrowd.blueprints.auth.models import User
from educrowd.core import personal_data
from educrowd.core.db import db
from educrowd.core.personal_data import SOMEBODY, Part, part

from .models import Author, ContactMessage, Page, Post, PostComment, Subscriber


@personal_data.parts.offer(order=40)
def writing(user_id: int) -> list[Part]:
    """Posts, pages and comments that somebody wrote."""
    return [
        part("posts", _by(Post, user_id), "title", "slug", "status", "body_markdown", "published_at", "created_at"),
        part("pages", _by(Page, user_id), "title", "slug", "status", "body_markdown", "published_at", "created_at"),
        part("newsletter", _subscriptions(user_id), "email", "state", "source", "consent", "confirmed_at", "left_at"),
        part("messages_to_the_site", _messages(user_id), "name", "email", "body", "created_at"),
        part("post_comments", _by(PostComment, user_id), "post.title", "body", "status", "created_at"),
    ]


@personal_data.forget.offer(order=40)
def forget_reader(user_id: int) -> None:
    """No more letters, nobody's name beside what was written to the site, an author's page without its person."""
    owner = db.session.get_one(User, user_id)
    db.session.execute(delete(Subscriber).where(Subscriber.email == owner.email))
    written = update(ContactMessage).where(ContactMessage.user_id == user_id)
    db.session.execute(written.values(name=SOMEBODY, email=""))
    for author in db.session.scalars(select(Author).where(Author.user_id == user_id)):
        author.name, author.bio, author.slug = SOMEBODY, "", f"left-{author.id}"


def _by(model: Any, user_id: int) -> list[Any]:
    return list(db.session.scalars(select(model).where(model.author_id == user_id).order_by(model.id)).unique())


def _messages(user_id: int) -> list[ContactMessage]:
    return list(db.session.scalars(select(ContactMessage).where(ContactMessage.user_id == user_id)))


def _subscriptions(user_id: int) -> list[Subscriber]:
    owner = db.session.get_one(User, user_id)
    return list(db.session.scalars(select(Subscriber).where(Subscriber.email == owner.email)))
