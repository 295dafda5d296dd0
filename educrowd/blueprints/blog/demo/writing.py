"""Posts and pages as their files tell them: a few lines of facts, an empty one, the text."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from educrowd.core.current import current
from educrowd.core.db import utcnow
from educrowd.core.registry import DemoSite

from ..models import Author, DraftLink, Media, Page, Post
from ..models.tag import split_tags
from ..pages.menus import arranging, checked
from .pictures import landscape

POSTS = Path(__file__).parent / "posts"
PAGES = Path(__file__).parent / "pages"
_PICTURE = re.compile(r"!\[picture: ([^\]]+)\]\((\w+)\)")


def read(path: Path) -> dict[str, str]:
    """The facts by their names, and the text as `body`."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    return {**dict(line.split(": ", 1) for line in head.splitlines()), "body": body}


def write(text: dict[str, str], site: DemoSite | None = None) -> None:
    """A post by the person acting, and by whom it names beside."""
    body = _PICTURE.sub(_picture, text["body"])
    series = {"series": text["Series"], "part": int(text["Part"])} if "Series" in text else {}
    others = [getattr(site, part) for part in text["With"].split(", ")] if "With" in text else None
    begun = body.rpartition("\n## ")[0] if "Versions" in text else body
    placing = {"comment_policy": text.get("Comments", "site"), "co_authors": others, **series}
    post = Post.draft(text["Title"], body_markdown=begun, tags=split_tags(text["Tags"]), **placing)
    Author.of(current.user).bio = current.user.profile.bio
    if begun != body:
        post.write(body_markdown=body)
    if text.get("Status") != "draft":
        post.publish(at=utcnow() - timedelta(days=int(text.get("Days ago", 0)), minutes=1))
    elif "Shared" in text:
        DraftLink.to(post, expires_in_days=int(text["Shared"]))


def place(text: dict[str, str]) -> None:
    """A page that the foot of every page leads to."""
    page = Page.draft(text["Title"], body_markdown=text["body"])
    page.publish()
    with arranging("footer") as entries:
        entries.append(checked("page", page.path))


def _picture(match: re.Match[str]) -> str:
    alt, hour = match.groups()
    return Media.upload(landscape(hour), name=f"{hour}.png", alt=alt, decorative=False).markdown
