"""The menus of the shared pages: what modules offer and a site arranges, and which entry one is at."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from flask import request

from educrowd.core import registry
from educrowd.core.current import current
from educrowd.core.registry import Link

# Where a site keeps its own arrangement: {"header": [entry, …], "footer": […]}, read with the site itself.
SETTING = "menus"
ARRANGED = {"site_menu": "header", "site_footer": "footer"}


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link of a menu, and whether it leads to where one is."""

    label: str
    url: str
    icon: str
    count: int
    current: bool


def menu_of(slot: str) -> list[MenuItem]:
    """Return the links of a menu; the closest to this page is current."""
    links = _links(slot)
    places = [(url, link) for link in links for url in (link.url, *link.also) if _leads_to(url)]
    here = max(places, key=lambda place: len(place[0]), default=(None, None))[1]
    return [MenuItem(link.label, link.url, link.icon, link.count, link is here) for link in links]


def _links(slot: str) -> list[Link]:
    if slot not in ARRANGED or current.tenant is None:
        return getattr(registry, slot).collect()
    place = ARRANGED[slot]
    offered = registry.site_menu.collect()
    entries = current.tenant.settings.get(SETTING, {}).get(place)
    if entries is None:
        return offered if place == "header" else []
    parts = {link.url: link for link in offered}
    shown = (_shown(entry, parts) for entry in entries if not (entry["hidden"] or entry["out"]))
    return [link for link in shown if link]


def _shown(entry: dict[str, Any], parts: dict[str, Link]) -> Link | None:
    """The link as the site calls it; None for a part that is not offered any more."""
    if entry["kind"] != "part":
        return Link(entry["label"], entry["to"])
    part = parts.get(entry["to"])
    return replace(part, label=entry["label"] or part.label) if part else None


def _leads_to(url):
    if not url.startswith("/"):
        return False
    path = urlsplit(url).path
    return request.path == path or (path != "/" and request.path.startswith(path.rstrip("/") + "/"))
