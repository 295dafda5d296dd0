"""The blog of the demonstration sites, with readers who come, write and subscribe; the first post of a new site."""

from __future__ import annotations

from typing import Any

from educrowd.core import registry
from educrowd.core.current import current
from educrowd.core.registry import DemoSite

from .arranging import arrange_front_page, arrange_header, lead_on
from .linking import link_here
from .mailing import gather_subscribers, mail_posts
from .receiving import receive_messages
from .talking import talk
from .visiting import count_visits
from .writing import PAGES, POSTS, place, read, write


@registry.samples.offer(order=30)
def welcome(owner: Any) -> None:
    """A new site has something to read and to change."""
    write(read(POSTS / "welcome.md"))


@registry.demo.offer(order=30)
def fill(site: DemoSite) -> None:
    """The posts of this demonstration site, each by its author, and what came of them."""
    acting = current.user
    for path in sorted((POSTS / site.slug).glob("*.md")):
        text = read(path)
        current.user = getattr(site, text["By"])
        write(text, site)
    for path in sorted((PAGES / site.slug).glob("*.md")):
        text = read(path)
        current.user = getattr(site, text["By"])
        place(text)
    current.user = acting
    arrange_header(site.slug)
    arrange_front_page(site.slug)
    lead_on(site.slug)
    talk(site)
    link_here(site.slug)
    gather_subscribers(site.slug)
    mail_posts(site)
    receive_messages(site)
    count_visits(site.slug)
