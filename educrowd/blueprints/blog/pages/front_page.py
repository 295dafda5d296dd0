"""Arranging the front page: a draft of blocks, published when it is good."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused

from ..models import FrontPage
from ..models.front_page import Blocks
from .blocks import KINDS, NOTHING, checked, showcases
from .menus import parts

MOST = 20


def usual() -> Blocks:
    """What the front page is made of before anybody arranges it."""
    address, label = next(iter(parts().items()), ("", ""))
    tenant = current.tenant
    opening = checked("hero", id="hero", title=tenant.name, text=tenant.description, label=label, to=address)
    return [opening, *(_newest(kind, showcase.sources) for kind, showcase in showcases().items())]


def blocks_now() -> tuple[FrontPage | None, Blocks]:
    """The site's own arrangement, if it was ever touched, and the blocks as they stand in the draft."""
    page = FrontPage.here()
    return page, page.blocks if page else usual()


@contextmanager
def arranging() -> Iterator[Blocks]:
    """The blocks of the draft, to be changed in the block; two people at once wait for each other."""
    page = FrontPage.locked(usual())
    blocks = list(page.blocks)
    yield blocks
    if len(blocks) > MOST:
        raise Invalid("blocks", f"A front page has room for {MOST} blocks.")
    page.blocks = blocks
    db.session.flush()


def publish() -> FrontPage:
    """Show the draft to everybody."""
    page = FrontPage.locked(usual())
    if not page.blocks:
        raise Refused("There is nothing to publish: add a block first.", code="invalid", status=422)
    page.published, page.published_at = page.blocks, utcnow()
    audit("site.front_page_published", subject=page, blocks=len(page.blocks))
    db.session.flush()
    return page


def discard() -> None:
    """Let the draft be what visitors see."""
    page = FrontPage.locked(usual())
    if page.published is None:
        db.session.delete(page)
    else:
        page.blocks = page.published


def reset() -> None:
    """Let the front page arrange itself again; what was arranged stays a draft."""
    page = FrontPage.locked(usual())
    page.published = page.published_at = None
    audit("site.front_page_reset", subject=page)


def find(blocks: Blocks, id: str) -> dict[str, Any] | None:
    return next((block for block in blocks if block["id"] == id), None)


def move(blocks: Blocks, block: dict[str, Any], direction: str) -> None:
    """One place up or down; at the edge it stays."""
    at = blocks.index(block)
    to = at - 1 if direction == "up" else at + 1
    if 0 <= to < len(blocks):
        blocks.insert(to, blocks.pop(at))


def put_at(blocks: Blocks, block: dict[str, Any], place: int) -> None:
    """To this place, counted from 1; beyond the end it is the last."""
    blocks.remove(block)
    blocks.insert(min(max(place, 1) - 1, len(blocks)), block)


def _newest(kind: str, sources: dict[str, str]) -> dict[str, Any]:
    said = {name: NOTHING[name] for name in KINDS[kind].fields}
    return {**said, "id": kind, "kind": kind, "source": next(iter(sources))}
