"""The menus of the shared pages: what modules offer, and which entry one is at."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

from educrowd.core import registry


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of a menu, and whether it leads to where one is."""

    label: str
    url: str
    icon: str
    count: int
    current: bool


def menu_of(slot: str) -> list[MenuItem]:
    """Return the links that modules offer for a menu; the closest to this page is current."""
    links = getattr(registry, slot).collect()
    places = [(url, link) for link in links for url in (link.url, *link.also) if _leads_to(url)]
    here = max(places, key=lambda place: len(place[0]), default=(None, None))[1]
    return [MenuItem(link.label, link.url, link.icon, link.count, link is here) for link in links]


def _leads_to(url):
    path = urlsplit(url).path
    return request.path == path or (path != "/" and request.path.startswith(path.rstrip("/") + "/"))
