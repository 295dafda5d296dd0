"""Every page of the demonstration sites, as its readers find it: it opens, and what it points at is there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from sqlalchemy import select

from educrowd.blueprints.admin import demo as demonstration
from educrowd.blueprints.admin.demo.cast import NORTHGATE, PASSWORD
from educrowd.blueprints.auth import passwords
from educrowd.blueprints.auth.models import User
from educrowd.core import tenancy
from educrowd.core.db import db
from tests.conftest import tenant_called, unique
from tests.jobs import run_jobs

ALIKE = 2  # how many pages of one kind are opened
# Assets, which are no pages, and specimens of letters, whose links lead to made-up things.
ELSEWHERE = ("/static/", "/files/", "/studio/letters/")
UNSPOILED: list[str] = []  # the site that this process has founded
CLOSED = "/learn/"  # lessons of a course that one has not enrolled in say so, with 403


class Parts(HTMLParser):
    """What a page is made of: its ids, what names them, and where it leads."""

    def __init__(self, html: str):
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.references: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.update(filter(None, [given.get("id")]))
        for name in ("aria-describedby", "aria-labelledby", "aria-controls", *(["for"] if tag == "label" else [])):
            self.references.update(given.get(name, "").split())
        self.links += [given[name] for name in ("href", "hx-get", "src") if given.get(name)]

    @property
    def faults(self) -> list[str]:
        twice = [f"two are called {name}" for name, count in self.ids.items() if count > 1]
        return twice + [f"nothing is called {name}" for name in sorted(self.references - self.ids.keys())]


@pytest.fixture
def site(app, context, sandbox, monkeypatch):
    """The demonstration university with all that lives there, under a name of its own."""
    monkeypatch.setitem(app.config, "SANDBOX_PORT", 1)
    if not UNSPOILED:
        UNSPOILED.append(unique("northgate"))
        cast = replace(NORTHGATE, slug=UNSPOILED[0])
        people_of = demonstration.demo_site
        monkeypatch.setattr(demonstration, "demo_site", lambda *cast: replace(people_of(*cast), slug=NORTHGATE.slug))
        demonstration.found(cast, passwords.hash_password(PASSWORD))
    with tenancy.bind(None):
        snapshot = tenant_called(UNSPOILED[0]).snapshot()
    with tenancy.bind(snapshot):
        run_jobs()
        yield snapshot


@pytest.mark.parametrize("who", ["owner", "creator", "student", None], ids=str)
def test_every_page_opens_and_what_it_points_at_is_there(site, visit, who):
    browser = visit(site)
    if who:
        person = db.session.scalars(select(User).where(User.email == f"{who}@demo.example")).one()
        browser.sign_in(person, PASSWORD)
    opened, faults = explore(browser)
    assert not faults, "\n".join(faults)
    assert opened > 50


def explore(browser, faults_of=lambda html: Parts(html).faults, alike: int = ALIKE) -> tuple[int, list[str]]:
    """How many pages were opened, and what is wrong with them."""
    seen, waiting, kinds, faults = {"/"}, [("/", "")], Counter(), []
    opened = 0
    while waiting:
        path, came_from = waiting.pop()
        answer = browser.get(path)
        opened += 1
        if answer.status_code >= 400 and not (answer.status_code == 403 and path.startswith(CLOSED)):
            faults.append(f"{path} from {came_from}: {answer.status_code}")
        if answer.mimetype != "text/html":
            continue
        faults += [f"{path}: {fault}" for fault in faults_of(answer.text)]
        for link in dict.fromkeys([answer.location or path, *Parts(answer.text).links]):
            to = urlsplit(urljoin(browser.origin + path, link))
            address = to.path + (f"?{to.query}" if to.query else "")
            if not is_new(browser, to, address, seen):
                continue
            seen.add(address)
            kinds[kind := kind_of(to)] += 1
            if kinds[kind] <= alike:
                waiting.append((address, path))
    return opened, faults


def is_new(browser, to, address: str, seen: set[str]) -> bool:
    is_here = f"{to.scheme}://{to.netloc}" == browser.origin
    return is_here and address not in seen and not to.path.startswith(ELSEWHERE)


def kind_of(to) -> tuple[str, ...]:
    """Pages of one kind have addresses that differ in numbers and names only: the first three words count."""
    words = ["#" if word.isdigit() else word for word in to.path.split("/")]
    is_named = words[1:2] and words[1] in ("courses", "projects", "blog", "learn", "pledges", "orders")
    if is_named and len(words) > 2:
        words[2:] = ["*", *words[3:4]]
    return (*words, *sorted(part.partition("=")[0] for part in to.query.split("&")))
