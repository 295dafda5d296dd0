"""The menu, the front page and the former addresses of the demonstration sites."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core.db import db

from ..models import Media
from ..pages import front_page, menus
from ..pages.blocks import checked
from ..redirects.lists import listed
from ..redirects.lists import write as write_redirects

HEADERS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "atelier": (
        ("part", "/courses/", "Workshops"),
        ("part", "/projects/", "Machines to save"),
        ("part", "/blog/", "Journal"),
        ("page", "/about-the-workshop", "The room"),
        ("part", "/contact", "Write to us"),
    ),
}

FRONT_PAGES: dict[str, tuple[dict[str, Any], ...]] = {
    "atelier": (
        {
            "kind": "hero",
            "title": "Learn a hand skill at a long table",
            "text": "Paper, ink and thread, in one room behind the bakery. Eight seats, four weeks, no hurry.",
            "picture": "clay",
            "label": "See the workshops",
            "to": "/courses/",
        },
        {"kind": "courses", "title": "Workshops", "source": "newest", "count": 2},
        {
            "kind": "quote",
            "text": "I came for a notebook and left with a trade. My neighbors now bring me their broken dictionaries.",
            "who": "Nora Lindgren, sewn books, last winter",
        },
        {"kind": "projects", "title": "Machines to save", "source": "live", "count": 3},
        {
            "kind": "text",
            "title": "How a day goes",
            "text": "We begin at ten with coffee and the same sheet for everybody. By noon each sheet is different.\n\n"
            "- **Morning:** one skill, shown slowly, twice\n- **Afternoon:** your own work, with someone beside you\n"
            "- **Five o’clock:** the floor is swept, and everything is hung up to dry",
        },
        {"kind": "posts", "title": "From the journal", "source": "newest", "count": 3},
        {"kind": "picture", "picture": "clay", "text": "The colors of one afternoon, brushed from left to right."},
        {"kind": "newsletter", "title": "A letter a month", "text": "New workshops first, and what dried badly."},
        {"kind": "contact", "title": "Come by", "text": "The green door is open on Saturdays, ten to four."},
    ),
}

FORMER: dict[str, tuple[tuple[str, str], ...]] = {
    "demo": (
        ("/journal/open-sky-nights", "/blog/open-sky-nights-are-back-on-the-roof"),
        ("/index.php?p=212", "/blog/a-library-that-lends-instruments"),
        ("/academy", "/courses/"),
        ("/visit", "/about-northgate"),
        ("/alumni", "https://alumni.northgate.example/"),
    ),
    "atelier": (("/shop", "/courses/"), ("/press", "/blog/the-press-is-older-than-the-house")),
    "nell": (("/letters", "/blog/"), ("/books", "/projects/")),
}


def arrange_header(slug: str) -> None:
    """Leave the menu as it arranges itself, but where this site has other words for it."""
    if slug not in HEADERS:
        return
    with menus.arranging("header") as entries:
        entries[:] = [menus.checked(kind, to, label) for kind, to, label in HEADERS[slug]]


def arrange_front_page(slug: str) -> None:
    """Blocks of every kind, one below the other, on one of the sites."""
    if slug not in FRONT_PAGES:
        return
    with front_page.arranging() as blocks:
        blocks[:] = [checked(**_with_picture(block)) for block in FRONT_PAGES[slug]]
    front_page.publish()


def lead_on(slug: str) -> None:
    """Addresses that these sites had before they moved here."""
    write_redirects(listed([{"path": path, "target": target} for path, target in FORMER[slug]]))


def _with_picture(block: dict[str, Any]) -> dict[str, Any]:
    if "picture" not in block:
        return block
    media = db.session.scalars(select(Media).where(Media.name == f"{block['picture']}.png")).one()
    return block | {"picture": media.url, "alt": media.alt}
