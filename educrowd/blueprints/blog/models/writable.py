"""Writing that cannot lose text: every save names the version it stands on, every editor keeps its own autosave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sqlalchemy import Identity, Select, not_, or_
from sqlalchemy.orm import Mapped, WriteOnlyMapped, declared_attr, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from educrowd.core import markdown
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused

from ..limits import TAGS
from .autosave import Autosave
from .findable import Findable
from .illustrations import first_picture, illustrate
from .letter import Letter
from .redirect import SlugRedirect
from .revision import Revision
from .slugs import check_slug
from .tag import Tag, check_tags, post_tags

SUMMARY_LENGTH = 200


class Stale(Refused):
    """Somebody saved the post since the text at hand was read."""

    def __init__(self, post: Writable):
        super().__init__(f"Somebody saved this {post.kind} after you opened it.", field="version")
        self.post = post


class Writable(Findable):
    """A post's text, its revisions and its unsaved work."""

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    slug: Mapped[str]
    title: Mapped[str]
    excerpt: Mapped[str] = mapped_column(default="", server_default="")
    summary: Mapped[str] = mapped_column(default="", server_default="")
    body_markdown: Mapped[str] = mapped_column(default="", server_default="")
    body_html: Mapped[str] = mapped_column(default="", server_default="")
    picture: Mapped[str] = mapped_column(default="", server_default="")
    words: Mapped[int] = mapped_column(default=0, server_default="0")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # Whoever could be read under an address keeps it.
    published_at: Mapped[datetime | None]

    if TYPE_CHECKING:
        kind: Mapped[str]

        @property
        def is_gated(self) -> bool: ...

        place: Any
        around: Any

    @declared_attr
    def tags(cls) -> Mapped[list[Tag]]:
        return relationship(Tag, secondary=post_tags, order_by=Tag.slug)

    @declared_attr  # pyright: ignore[reportArgumentType]
    def revisions(cls) -> WriteOnlyMapped[Revision]:
        return relationship(Revision, order_by=Revision.version.desc(), viewonly=True)

    @declared_attr  # pyright: ignore[reportArgumentType]
    def letters(cls) -> WriteOnlyMapped[Letter]:
        return relationship(Letter, order_by=Letter.user_id, viewonly=True)

    @declared_attr  # pyright: ignore[reportArgumentType]
    def autosaves(cls) -> WriteOnlyMapped[Autosave]:
        return relationship(Autosave, order_by=Autosave.saved_at.desc(), viewonly=True)

    def rewrite(self, version: int | None = None, **text: Any) -> None:
        """Save a new text over `version`, or raise Stale; None stands on whatever is there."""
        db.session.refresh(self, with_for_update=True)
        if version is not None and version != self.version:
            raise Stale(self)
        self.write(**text)

    def write(
        self,
        *,
        title: str | None = None,
        slug: str | None = None,
        body_markdown: str | None = None,
        excerpt: str | None = None,
        tags: list[str] | None = None,
        **placing: Any,
    ) -> None:
        """Take over what is given (see Placed.place for what is not text), render it and keep a revision."""
        self.title = self.title if title is None else _line(title) or "Untitled"
        self.excerpt = self.excerpt if excerpt is None else _line(excerpt)
        self.body_markdown = self.body_markdown if body_markdown is None else _clean(body_markdown)
        self.place(**placing)
        self.version += 1
        if slug and slug != self.slug:
            self.move_to(slug)
        if tags is not None:
            self._tag(tags)
        self._render()
        written = {"title": self.title, "excerpt": self.excerpt, "body_markdown": self.body_markdown}
        db.session.add(Revision(post_id=self.id, version=self.version, **written, **_by_whom()))

    def revision(self, version: int) -> Revision | None:
        """The text of one of its versions."""
        return db.session.get(Revision, (self.id, version))

    def restore(self, revision: Revision, *, over: int | None) -> None:
        """Save the text of a former version over `over`; what is there now stays a revision."""
        text = {name: getattr(revision, name) for name in ("title", "excerpt", "body_markdown")}
        self.rewrite(over, **text)

    def keep_unsaved(
        self, editor: str, version: int, *, around: Mapping[str, str] | None = None, **text: str
    ) -> Autosave:
        """Keep what somebody is typing, beside the post: its text, and what is said around it."""
        kept = self.unsaved_in(editor) or Autosave(post_id=self.id, editor=editor)
        for name, value in {**text, **_by_whom(), "base_version": version}.items():
            setattr(kept, name, _clean(value) if isinstance(value, str) else value)
        kept.around = {name: _clean(value) for name, value in (around or {}).items()}
        db.session.add(kept)
        db.session.flush()
        return kept

    def unsaved_in(self, editor: str) -> Autosave | None:
        """What this editor holds beyond the saved text."""
        return db.session.get(Autosave, (self.id, editor))

    def unsaved_beside(self, editor: str) -> Select[Any]:
        """What other editors hold and nobody saved: another text, or no more than another title, tag or author."""
        saved = {name: getattr(self, name) for name in ("title", "excerpt", "body_markdown")}
        saved["tags"] = ", ".join(tag.name for tag in self.tags)
        is_around = Autosave.around.contained_by({"slug": self.slug, "alt": "", **self.around})
        differs = or_(not_(is_around), *(getattr(Autosave, name) != text for name, text in saved.items()))
        return self.autosaves.select().where(Autosave.editor != editor, differs)

    def forget_unsaved(self, editor: str) -> None:
        """Let go of one editor's unsaved text: it has been saved, or is not wanted."""
        if kept := self.unsaved_in(editor):
            db.session.delete(kept)

    def move_to(self, slug: str) -> None:
        """Give it another address; who knew it under the former one is led on."""
        check_slug(type(self), slug)
        if known := db.session.get(SlugRedirect, (self.kind, slug)):
            db.session.delete(known)
        if self.published_at:
            db.session.add(SlugRedirect(kind=self.kind, slug=self.slug, post_id=self.id))
        self.slug = slug

    def _tag(self, names: list[str]) -> None:
        check_tags(names)
        tags = Tag.named(names)
        if len(tags) > TAGS:
            raise Invalid("tags", f"A post has at most {TAGS} tags.")
        self.tags = tags

    def read_anew(self) -> None:
        """Make again what is made of the text; that is no change of it."""
        self._render()
        flag_modified(self, "updated_at")

    def _render(self) -> None:
        self.body_html = rendered(self.body_markdown)
        text = Markup(self.body_html).striptags()
        is_open = not self.is_gated  # else lists must not give away what is for some alone
        self.picture = first_picture(self.body_html) if is_open else ""
        self.words = len(text.split())
        self.summary = self.excerpt or (shortened(text) if is_open else "")
        self.index_words(text if is_open else "")


def rendered(body_markdown: str) -> str:
    """A post's Markdown as readers will see it."""
    return illustrate(markdown.render(body_markdown))


def shortened(text: str, length: int = SUMMARY_LENGTH) -> str:
    """The beginning of a text, cut between words."""
    return text if len(text) <= length else text[:length].rpartition(" ")[0].rstrip(" ,;:–—-") + " …"


def _by_whom() -> dict[str, Any]:
    return {"author_id": current.user.id, "author_name": current.user.name}


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    """Without the control characters that no XML feed may carry."""
    return "".join(c for c in text.replace("\r\n", "\n") if (c >= " " and c not in "\x7f\ufffe\uffff") or c in "\n\t")
