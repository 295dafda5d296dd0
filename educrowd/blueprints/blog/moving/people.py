"""Who wrote it: somebody who may write here, if the address is theirs, or a name with a page and no account."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.blueprints.auth.models import User
from educrowd.core.db import db

from ..limits import NAME
from ..models import Author, Post
from .found import Entry, Writer


class People:
    """Finds each person once."""

    def __init__(self) -> None:
        able = db.session.scalars(User.able_to("posts.write"))
        self._able = {person.email.lower(): person for person in able}
        self._guests: dict[str, Author] = {}

    def sign(self, post: Post, entry: Entry) -> None:
        """Put the names of its writers above a post; whoever has an account keeps it from now on."""
        writers = [writer for writer in entry.writers if writer.name.strip() or self._account(writer)]
        keeper = next((account for writer in writers if (account := self._account(writer))), None)
        if keeper is not None:
            post.author_id, post.author_name = keeper.id, keeper.name
        if authors := list(dict.fromkeys(self._author(writer) for writer in writers)):
            post.sign_for(authors)

    def page_of(self, name: str, email: str) -> Author | None:
        """The page of whoever wrote under this name, if there is one."""
        if account := self._account(Writer(name, email)):
            return db.session.scalar(select(Author).where(Author.user_id == account.id))
        known = select(Author).where(Author.user_id.is_(None), Author.name == " ".join(name.split())[:NAME])
        return db.session.scalar(known.order_by(Author.id).limit(1))

    def _account(self, writer: Writer) -> User | None:
        return self._able.get(writer.email.strip().lower())

    def _author(self, writer: Writer) -> Author:
        account = self._account(writer)
        return Author.of(account) if account else self._guest(" ".join(writer.name.split())[:NAME])

    def _guest(self, name: str) -> Author:
        if name not in self._guests:
            self._guests[name] = Author.guest(name)
        return self._guests[name]
