"""What posts and pages share: one table, one way of writing, one way to readers."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.audiences import EVERYONE
from educrowd.core.current import current
from educrowd.core.db import SchemaOwned, Timestamps, db

from .commentable import POLICIES
from .placed import Placed
from .publishable import Publishable
from .redirect import SlugRedirect
from .slugs import check_slug, free_slug

STATUSES = ("draft", "scheduled", "published")


class Entry(Placed, Publishable, Timestamps, SchemaOwned):
    """A text with an address: a draft first, then scheduled or published; a post or a page."""

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint("kind IN ('post', 'page')", name="kind"),
        UniqueConstraint("kind", "slug"),
        CheckConstraint("status IN ('draft', 'scheduled', 'published')", name="status"),
        CheckConstraint("status = 'draft' OR published_at IS NOT NULL", name="published_at"),
        CheckConstraint(
            "unpublish_at IS NULL OR (status <> 'draft' AND unpublish_at > published_at)", name="unpublish_at"
        ),
        CheckConstraint(f"comment_policy IN {POLICIES}", name="comment_policy"),
        Index("ix_posts_unpublish_at", "unpublish_at", postgresql_where=text("unpublish_at IS NOT NULL")),
        CheckConstraint("(about_kind IS NULL) = (about_id IS NULL)", name="about"),
        CheckConstraint(
            "audience = 'everyone' AND audience_kind IS NULL AND audience_id IS NULL"
            " OR audience = 'entitled' AND (audience_kind IS NOT NULL OR about_id IS NOT NULL)",
            name="audience",
        ),
        Index(None, "about_kind", "about_id"),
        Index(None, "series_id", "series_part", "id"),
        CheckConstraint("(series_id IS NULL) = (series_part IS NULL)", name="series_part"),
        # Counted from the index alone: the texts beside them make a table of thousands of posts wide.
        Index("ix_posts_public", "id", postgresql_where=text("status = 'published' AND kind = 'post'")),
        Index("ix_posts_hidden", "id", postgresql_where=text("status <> 'published'")),
        Index("ix_posts_sought", "sought", postgresql_using="gin"),
        Index("ix_posts_named", "named", postgresql_using="gin", postgresql_ops={"named": "ext.gin_trgm_ops"}),
    )
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_abstract": True}
    # Where the studio keeps it: the endpoints around its text begin with the desk, those of its form with the editor.
    desk: ClassVar[str]
    editor: ClassVar[str]

    kind: Mapped[str] = mapped_column(default="post", server_default="post")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def draft(cls, title: str, *, slug: str = "", about: tuple[str, int] | None = None, **text: Any) -> Self:
        """A new draft by the person acting; `about` is what it tells of, as ("project", 7)."""
        title = " ".join(title.split()) or "Untitled"
        entry = cls(
            title=title,
            slug=check_slug(cls, slug) if slug else free_slug(cls, title),
            author_id=current.user.id,
            author_name=current.user.name,
            version=0,
            about_kind=about[0] if about else None,
            about_id=about[1] if about else None,
            audience=EVERYONE,
        )
        db.session.add(entry)
        db.session.flush()
        entry.begin()
        entry.write(**text)
        return entry

    @classmethod
    def moved_from(cls, slug: str) -> Self | None:
        """The public one that had this address before."""
        former = select(cls).join(SlugRedirect, SlugRedirect.post_id == cls.id).where(cls.status == "published")
        return db.session.scalar(former.where(SlugRedirect.kind == cls.kind, SlugRedirect.slug == slug))

    def visible_to(self, user: Any) -> bool:
        """What is published is for everyone, the rest for those who may change it."""
        return self.is_published or self.editable_by(user)

    @property
    def path(self) -> str:
        """Where readers find it."""
        raise NotImplementedError

    def begin(self) -> None:
        """What it needs before its first text is written."""

    def announce(self) -> None:
        """Tell of it, now that readers see it."""

    def editable_by(self, user: Any) -> bool:
        raise NotImplementedError


Index("ix_posts_status_published_at_id", Entry.status, Entry.published_at.desc(), Entry.id.desc())
