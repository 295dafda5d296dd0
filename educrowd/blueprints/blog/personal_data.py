"""What the blog keeps of its writers and readers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, delete, inspect, select, update
from sqlalchemy.orm import selectinload

from educrowd.blueprints.auth.models import User
from educrowd.core import files, personal_data
from educrowd.core.db import db
from educrowd.core.personal_data import SOMEBODY, Part, part

from .media.removing import remove_portrait
from .models import Author, Autosave, ContactMessage, Media, Page, Post, PostComment, Revision, Subscriber

TEXT = ("title", "slug", "status", "summary", "body_markdown", "published_at", "created_at")
PICTURE = ("id", "name", "alt", "created_at")


@personal_data.parts.offer(order=40)
def writing(user_id: int) -> list[Part]:
    """Texts, alone or with others, with their versions and what is not saved yet; pictures, comments, letters."""
    owner = db.session.get_one(User, user_id)
    posts = select(Post).where(Post.is_by(owner)).options(selectinload(Post.authors))
    return [
        part("author_pages", _all(select(Author).where(Author.user_id == user_id)), "name", "slug", "bio"),
        part("posts", _all(posts.order_by(Post.id)), *TEXT, "byline"),
        part("pages", _by(Page, user_id), *TEXT),
        part("versions_of_texts", _by(Revision, user_id), "post_id", "version", "title", "body_markdown", "created_at"),
        part(
            "unsaved_texts", _by(Autosave, user_id), "post_id", "title", "body_markdown", "tags", "around", "saved_at"
        ),
        _pictures(user_id),
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
        remove_portrait(author)


def _pictures(user_id: int) -> Part:
    brought = _by(Media, user_id)
    names = [(picture.id, files.image_name(picture.public_id, max(picture.widths))) for picture in brought]
    told = part("pictures", brought, *PICTURE)
    return replace(told, files=tuple((f"{id}-{name}", files.path_of(name)) for id, name in names))


def _by(model: Any, user_id: int) -> list[Any]:
    return _all(select(model).where(model.author_id == user_id).order_by(*inspect(model).primary_key))


def _all(rows: Select[Any]) -> list[Any]:
    return list(db.session.scalars(rows).unique())


def _messages(user_id: int) -> list[ContactMessage]:
    return list(db.session.scalars(select(ContactMessage).where(ContactMessage.user_id == user_id)))


def _subscriptions(user_id: int) -> list[Subscriber]:
    owner = db.session.get_one(User, user_id)
    return list(db.session.scalars(select(Subscriber).where(Subscriber.email == owner.email)))
