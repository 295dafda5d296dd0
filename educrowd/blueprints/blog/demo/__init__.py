"""Posts and pages for the demonstration sites and the first post of a new one."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from educrowd.core import registry
from educrowd.core.current import current
from educrowd.core.db import utcnow
from educrowd.core.registry import DemoSite

from ..models import Media, Page, Post
from ..models.tag import split_tags
from ..pages.menus import arranging, checked
from .pictures import landscape

POSTS = Path(__file__).parent / "posts"
PAGES = Path(__file__).parent / "pages"
_PICTURE = re.compile(r"!\[picture: ([^\]]+)\]\((\w+)\)")


@registry.samples.offer(order=30)
def welcome(owner: Any) -> None:
    """A new site has something to read and to change."""
    _write(_read(POSTS / "welcome.md"))


@registry.demo.offer(order=30)
def fill(site: DemoSite) -> None:
    """The posts of this demonstration site, each by its author."""
    acting = current.user
    for path in sorted((POSTS / site.slug).glob("*.md")):
        post = _read(path)
        current.user = getattr(site, post["By"])
        _write(post)
    for path in sorted((PAGES / site.slug).glob("*.md")):
        page = _read(path)
        current.user = getattr(site, page["By"])
        _place(page)
    current.user = acting


def _read(path: Path) -> dict[str, str]:
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    return {**dict(line.split(": ", 1) for line in head.splitlines()), "body": body}


def _write(text: dict[str, str]) -> None:
    body = _PICTURE.sub(_picture, text["body"])
    post = Post.draft(text["Title"], body_markdown=body, tags=split_tags(text["Tags"]))
    if text.get("Status") != "draft":
        post.publish(at=utcnow() - timedelta(days=int(text.get("Days ago", 0)), minutes=1))


def _place(text: dict[str, str]) -> None:
    """A page that the foot of every page leads to."""
    page = Page.draft(text["Title"], body_markdown=text["body"])
    page.publish()
    with arranging("footer") as entries:
        entries.append(checked("page", page.path))


def _picture(match: re.Match[str]) -> str:
    alt, hour = match.groups()
    return Media.upload(landscape(hour), name=f"{hour}.png", alt=alt, decorative=False).markdown
