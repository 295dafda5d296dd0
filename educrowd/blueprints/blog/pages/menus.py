"""The menus above and below every page, as a site arranges them: kept in its settings, which are read anyway."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import select

from educrowd.blueprints.tenant.models import Tenant
from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core import registry
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.menus import SETTING

from ..models import Page
from ..models.writable import shortened
from .addresses import leads_elsewhere

PLACES = {"header": "Header", "footer": "Footer"}
KINDS = ("part", "page", "link")
MOST = 20
LABEL = 40
ADDRESS = 500
# What a part of the application can be called; a job has no request in which to ask them.
PART = re.compile(r"/(?:[a-z-]+/)*[a-z-]*")


@dataclass(slots=True)
class Item:
    """One entry: a part of the application, a page, or another address; `out` while its page is a draft."""

    kind: str
    to: str
    label: str = ""
    hidden: bool = False
    out: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(4))


class Menu(list[Item]):
    """The entries of one place, in their order."""

    def find(self, id: str) -> Item | None:
        return next((item for item in self if item.id == id), None)

    def move(self, item: Item, direction: str) -> None:
        """One place up or down; at the edge it stays."""
        at = self.index(item)
        to = at - 1 if direction == "up" else at + 1
        if 0 <= to < len(self):
            self.insert(to, self.pop(at))


def menu(place: str) -> Menu:
    """What stands there now: what was arranged, or before that above all parts and below nothing."""
    kept = current.tenant.settings.get(SETTING, {}).get(place)
    return _read(kept, place)


def parts() -> dict[str, str]:
    """The parts of the application that a menu can lead to, by address."""
    return {link.url: link.label for link in registry.site_menu.collect()}


def pages() -> dict[str, str]:
    """The site's pages, by address."""
    found = db.session.execute(select(Page.slug, Page.title).order_by(Page.title, Page.id).limit(500))
    return {f"/{slug}": title for slug, title in found}


@contextmanager
def arranging(place: str) -> Iterator[Menu]:
    """The menu, to be changed in the block; two people at once wait for each other."""
    kept = _locked()
    items = _read(kept.get(place), place)
    yield items
    if len(items) > MOST:
        raise Invalid("entries", f"A menu has room for {MOST} entries.")
    _keep({**kept, place: [asdict(item) for item in items]}, f"{PLACES[place].lower()} menu")


def checked(kind: str, to: str, label: str = "", *, hidden: bool = False, at: str = "") -> Item:
    """An entry that leads somewhere; Invalid at `to` or `label`, which `at` may stand before ("entries.3.")."""
    label = " ".join(label.split())
    if kind not in KINDS:
        raise Invalid(f"{at}kind", f"Choose one of: {', '.join(KINDS)}.")
    if kind == "part" and to not in parts():
        raise Invalid(f"{at}to", f"Choose a part of the site: {', '.join(parts())}.")
    if kind == "page":
        return _to_page(to, label, hidden, at)
    if kind == "link":
        _check_link(to, label, at)
    return Item(kind, to, label, hidden)


def taken_in(menus: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """Menus that came in a site's file, as they could have been arranged here."""
    return {place: [asdict(_taken_in(entry)) for entry in menus[place][:MOST]] for place in PLACES if place in menus}


def _taken_in(entry: dict) -> Item:
    item = Item(**entry)
    if item.kind == "part" and PART.fullmatch(item.to):
        return item
    known = checked(item.kind, item.to, item.label[:LABEL], hidden=bool(item.hidden))
    return replace(known, id=f"{item.id:.12}")


def follow(path: str, page: Page | None) -> None:
    """Let entries that lead to `path` lead to where the page is now; without a page they go."""
    kept = _locked()
    changed = {place: [_followed(entry, path, page) for entry in kept[place]] for place in kept}
    changed = {place: [entry for entry in entries if entry] for place, entries in changed.items()}
    if changed != kept:
        _keep(changed, "menus")


def _followed(entry: dict, path: str, page: Page | None) -> dict | None:
    if entry["kind"] != "page" or entry["to"] != path:
        return entry
    return {**entry, "to": page.path, "out": not page.is_published} if page else None


def _read(kept: list[dict] | None, place: str) -> Menu:
    if kept is not None:
        return Menu(Item(**entry) for entry in kept)
    offered = parts() if place == "header" else {}
    return Menu(Item("part", url, id=f"part{number}") for number, url in enumerate(offered))


def _to_page(to: str, label: str, hidden: bool, at: str) -> Item:
    page = db.session.scalar(select(Page).where(Page.slug == to.removeprefix("/"))) if to.startswith("/") else None
    if page is None:
        raise Invalid(f"{at}to", "Choose one of your pages by its address, like /about-us.")
    return Item("page", page.path, label or shortened(page.title, LABEL - 2), hidden, out=not page.is_published)


def _check_link(to: str, label: str, at: str) -> None:
    if not leads_elsewhere(to):
        raise Invalid(f"{at}to", "A link begins with https://, http:// or mailto: and an address.")
    if not label:
        raise Invalid(f"{at}label", "Say what the link is called.")


def _locked() -> dict[str, list[dict]]:
    """What is kept, and nobody else changes it until this transaction ends."""
    tenant = db.session.get_one(Tenant, current.tenant_id, with_for_update=True)
    return tenant.settings.get(SETTING, {})


def _keep(menus: dict[str, list[dict]], called: str) -> None:
    set_setting(SETTING, menus, called=called)
