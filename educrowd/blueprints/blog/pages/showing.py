"""Blocks as visitors see them: all pictures, courses, projects and posts of a page with as many queries as of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core import registry
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.registry import Block, Wanted

from ..models import FrontPage, Media, contact_message
from ..models.front_page import Blocks
from ..models.illustrations import OWN
from ..newsletter.offering import takes_subscribers
from .blocks import showcases


@registry.arranged_front_page.offer()
def arranged() -> list[Block] | None:
    """The front page as it was published; None where it arranges itself."""
    page = FrontPage.here()
    return shown(page.published) if page and page.published else None


def shown(blocks: Blocks) -> list[Block]:
    """What a page shows of these; a block that has nothing to show is left out."""
    filled, pictures = _filled(blocks), _pictures(blocks)
    opening = next((block["id"] for block in blocks if block["kind"] == "hero"), None)
    found = [
        filled.get(block["id"])
        if block["kind"] in SHOWCASED
        else _own(block, pictures, is_first=block["id"] == opening)
        for block in blocks
    ]
    title = [] if opening else [Block("blog/front_page/_title.html", {"title": current.tenant.name})]
    return [*title, *(block for block in found if block)]


SHOWCASED = ("courses", "projects", "posts")


def _own(block: dict[str, Any], pictures: dict[str, Media], *, is_first: bool) -> Block | None:
    if block["kind"] == "contact":
        return _contact(block)
    if block["kind"] == "newsletter" and not takes_subscribers():
        return None
    own = OWN.fullmatch(block.get("picture", ""))
    context = {"block": block, "picture": pictures.get(own[1]) if own else None, "level": 1 if is_first else 2}
    return Block(f"blog/front_page/_{block['kind']}.html", context)


def _contact(block: dict[str, Any]) -> Block | None:
    """Where it leads to nothing of its own, to the contact form; with no form and no words there is nothing to show."""
    to = block["to"] or ("/contact" if contact_message.is_open() else "")
    shown = {"block": block, "to": to}
    return Block("blog/front_page/_contact.html", shown) if to or block["text"] else None


def _filled(blocks: Blocks) -> dict[str, Block | None]:
    """What modules show, by the id of the block."""
    found: dict[str, Block | None] = {}
    for kind, showcase in showcases().items():
        mine = [block for block in blocks if block["kind"] == kind]
        if mine:
            found |= zip(
                (block["id"] for block in mine), showcase.fill([_wanted(block) for block in mine]), strict=True
            )
    return found


def _wanted(block: dict[str, Any]) -> Wanted:
    ids = tuple(block.get("ids", ()))
    return Wanted(block["source"], block["title"], ids, block.get("tag", ""), block["count"])


def _pictures(blocks: Blocks) -> dict[str, Media]:
    ids = {own[1] for block in blocks if (own := OWN.fullmatch(block.get("picture", "")))}
    found = db.session.scalars(select(Media).where(Media.public_id.in_(ids))) if ids else ()
    return {picture.public_id: picture for picture in found}
