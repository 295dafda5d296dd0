"""Where pictures are used: read from the texts themselves, so that nothing has to be kept true beside them.

A text is used as it stands: published, scheduled or a draft, and what an open editor holds unsaved. What a post said
in former versions is no use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Subquery, Text, case, cast, func, literal, select, true, union

from educrowd.core import registry
from educrowd.core.current import current
from educrowd.core.db import db

from ..models import Author, Autosave, Entry, FrontPage, Media, Post

HIDDEN = "A text of somebody else"
FOLDER, NAME, LONGEST_NAME = "/files/", r"^([0-9a-f]+)-\d+\.webp", 80


@dataclass(frozen=True, slots=True)
class Use:
    """One place: which kind, what it is called and where it is changed; neither where one may not know of it.

    No address where one may read it and not change it.
    """

    kind: str
    title: str
    url: str

    def __str__(self) -> str:
        return f"{self.kind} “{self.title}”" if self.title and self.kind != self.title else self.title or HIDDEN


def uses_of(pictures: Iterable[Media]) -> dict[str, list[Use]]:
    """Where each of these is used, by public id."""
    places, ids = _places(), [picture.public_id for picture in pictures]
    return _found(places, places.c.public_id.in_(ids)) if ids else defaultdict(list)


def all_uses() -> dict[str, list[Use]]:
    """The same for every picture that is used."""
    return _found(_places(), true())


def unused(pictures: Select[Any]) -> Select[Any]:
    """Those of a listing that nothing shows, and that no letter took along."""
    return pictures.where(Media.public_id.not_in(select(_places().c.public_id)), Media.mailed_at.is_(None))


def _found(places: Subquery, which: Any) -> dict[str, list[Use]]:
    found = defaultdict(list)
    known = select(places).where(which).order_by(places.c.kind, places.c.title, places.c.url)
    for public_id, kind, title, url in db.session.execute(known):
        found[public_id].append(Use(kind, title, url))
    return found


def _places() -> Subquery:
    """Every place of the site where a picture is named."""
    return union(*(_named_in(texts) for texts in registry.picture_texts.collect())).subquery()


def _named_in(texts: Select) -> Select:
    said = texts.subquery()
    # Cut first: to look for the pattern in whole texts takes twice as long.
    cut = func.unnest(func.string_to_array(said.c.text, FOLDER), type_=Text)
    pieces = select(cut.label("piece"), said.c.kind, said.c.title, said.c.url).subquery()
    named = func.substring(func.left(pieces.c.piece, LONGEST_NAME), NAME).label("public_id")
    return select(named, pieces.c.kind, pieces.c.title, pieces.c.url).where(named.is_not(None))


@registry.picture_texts.offer(order=10)
def _in_posts() -> list[Select]:
    """Posts and pages as they are saved, and as somebody has them in an open editor."""
    saved = select(Entry.body_markdown.label("text"), *_entry(Entry.title)).select_from(Entry)
    unsaved = _entry(Entry.title + " (not saved yet)")
    typed = select(Autosave.body_markdown.label("text"), *unsaved).select_from(Autosave)
    return [saved, typed.join(Entry, Entry.id == Autosave.post_id)]


@registry.picture_texts.offer(order=15)
def _of_authors() -> Select:
    """Portraits, which are chosen and named in no text."""
    named = literal(FOLDER) + Media.public_id + literal("-0.webp")
    url = _for_editors(literal("/studio/posts/authors/") + cast(Author.id, Text))
    shown = select(named.label("text"), literal("Author").label("kind"), Author.name.label("title"), url.label("url"))
    return shown.select_from(Author).join(Media, Media.id == Author.portrait_id)


@registry.picture_texts.offer(order=20)
def _on_front_page() -> Select:
    """Blocks as they are arranged, and as visitors see them."""
    blocks = cast(FrontPage.blocks, Text) + cast(func.coalesce(FrontPage.published, literal("[]")), Text)
    called, url = literal("Front page"), _for_editors(literal("/studio/front-page/"))
    return select(blocks.label("text"), called.label("kind"), called.label("title"), url.label("url"))


def _entry(title) -> tuple:
    kind = case((Entry.kind == "page", "Page"), else_="Post")
    desk = case((Entry.kind == "page", "/studio/pages/"), else_="/studio/posts/")
    is_mine = true() if current.user.can("posts.manage") else Post.is_by(current.user)
    return (
        kind.label("kind"),
        case(((Entry.status == "published") | is_mine, title), else_="").label("title"),
        case((is_mine, desk + cast(Entry.id, Text) + "/edit"), else_="").label("url"),
    )


def _for_editors(url):
    return url if current.user.can("posts.manage") else literal("")
