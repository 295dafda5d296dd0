"""What modules offer to shared pages: a page reads a slot, modules fill it, neither knows the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

Offer = TypeVar("Offer", bound=Callable[..., Any])


class Slot:
    """An ordered list of functions that modules offer for one purpose."""

    def __init__(self, name: str):
        self.name = name
        self._offers: list[tuple[int, str, Callable[..., Any]]] = []

    def offer(self, order: int = 50) -> Callable[[Offer], Offer]:
        """Register a function; lower `order` comes first."""

        def register(function: Offer) -> Offer:
            key = f"{function.__module__}.{function.__qualname__}"
            self._offers = [known for known in self._offers if known[1] != key]
            self._offers.append((order, key, function))
            self._offers.sort(key=lambda known: known[:2])
            return function

        return register

    def __iter__(self) -> Iterator[Callable[..., Any]]:
        return iter([function for _, _, function in self._offers])

    def collect(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Call every offer; what answers None has nothing to say, lists are flattened."""
        found: list[Any] = []
        for function in self:
            answer = function(*args, **kwargs)
            if isinstance(answer, list | tuple):
                found.extend(answer)
            elif answer is not None:
                found.append(answer)
        return found


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu; `also` are other addresses at and below which one is there."""

    label: str
    url: str
    icon: str = ""
    count: int = 0
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a shared page: a template and what it shows."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a block of an arranged front page asks of a module: which of its things, how many, under which title."""

    source: str
    title: str = ""
    ids: tuple[int, ...] = ()
    tag: str = ""
    count: int = 3


@dataclass(frozen=True, slots=True)
class Showcase:
    """What a module shows in blocks of an arranged front page.

    `sources` say which of its things (name → words), `choices` which of them are there to be chosen (id → title);
    `fill` answers one Block or None for each Wanted, with as many queries for many as for one.
    """

    kind: str
    sources: dict[str, str]
    choices: Callable[[], dict[int, str]]
    fill: Callable[[list[Wanted]], list[Block | None]]


@dataclass(frozen=True, slots=True)
class Newest:
    """What is newest in a site and open to everybody: `kind` is course or project, `url` its path there."""

    kind: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for a person: "3 answers to grade"."""

    label: str
    url: str
    count: int = 1
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number for the dashboard, with the last days as a series for its sparkline."""

    label: str
    value: str
    url: str = ""
    note: str = ""
    series: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A public page for search engines: its path and when it last changed."""

    url: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A demonstration site to be filled: its slug and people (auth Users) by what they do there."""

    slug: str
    owner: Any
    instructor: Any
    creator: Any
    editor: Any
    members: tuple[Any, ...]


# A block of the site's front page: () -> Block | None.
front_page = Slot("front_page")
# The front page as the site arranged it, instead of the above: () -> list of Block, None where it never did.
arranged_front_page = Slot("arranged_front_page")
# What modules show in such blocks: () -> Showcase.
showcases = Slot("showcases")
# Entries of the visitors' menu, the signed-in person's and the studio's: () -> Link | list[Link] | None.
site_menu = Slot("site_menu")
account_menu = Slot("account_menu")
platform_menu = Slot("platform_menu")
studio_menu = Slot("studio_menu")
# What waits for the current person, and the dashboard's numbers: () -> Todo / Figure, list or None.
studio_todos = Slot("studio_todos")
studio_figures = Slot("studio_figures")
# A site whose pages are made before the first visitor comes: () -> its origin, or None where there is none.
warmed = Slot("warmed")
# Public pages for the sitemap: () -> Place, list or None.
sitemap = Slot("sitemap")
# What the platform shows of a site that wants to be found, bound to it: () -> Newest | None.
newest = Slot("newest")
# Texts that have some words, whatever everybody may read: (words) -> list of searching.Found.
search = Slot("search")
# Texts that may show pictures of the site: () -> Select of text, kind, title (empty where the person acting may not
# know it) and url of each, or list of them.
picture_texts = Slot("picture_texts")
# Content for a new site, made in the transaction that makes the site: (owner) -> None.
samples = Slot("samples")
# Who wants to know that a site which was closed is open again, bound to it: (since when it was closed) -> None.
reopened = Slot("reopened")
# What is made anew in a site that was taken in from a file, bound to it: () -> None.
taken_in = Slot("taken_in")
# How settings of such a site are read that are more than words: () -> dict of their names and (value) -> value.
taken_settings = Slot("taken_settings")
# Content for a demonstration site, bound to it: (DemoSite) -> None.
demo = Slot("demo")
# Who has promised access to something that nobody has yet: (kind, subject_id) -> title, list or None.
promised = Slot("promised")
# Invariants of money, for the bound tenant: () -> list of findings (empty = clean).
money_checks = Slot("money_checks")
# Who wants to know how it goes on with the site's plan: (topic, **details) -> None; topics in tenant/plans/news.py.
plan_news = Slot("plan_news")
# What a site has to do before it can be deleted, in words: () -> str, list or None.
keeps_site = Slot("keeps_site")
# Who wants to know that a site's file is `ready`, or how it goes on with its deletion: (topic, **details) -> None;
# topics in tenant/leaving/news.py.
leaving_news = Slot("leaving_news")
# Who wants to know that a site's own domain is `verified`, `unproven` or has `lapsed`: (topic, Domain) -> None.
domain_news = Slot("domain_news")
# Who wants to know that a payout was sent, arrived or came back: (Payout) -> None.
payout_news = Slot("payout_news")
# Who wants to know that a dispute was opened, has moved money or is decided: (Dispute) -> None.
dispute_news = Slot("dispute_news")
# Who wants to know that the provider refused evidence: (DisputeEvidence) -> None.
evidence_news = Slot("evidence_news")
