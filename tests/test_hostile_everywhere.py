"""Hostile texts wherever people write, outside of posts too: on pages, in letters, in feeds, tables and data."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup, escape
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from educrowd.blueprints.admin.brand_form import BrandForm
from educrowd.blueprints.admin.demo.cast import PASSWORD
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.blog.models import FrontPage
from educrowd.blueprints.blog.pages import menus
from educrowd.blueprints.blog.pages.addresses import leads_somewhere
from educrowd.blueprints.blog.pages.blocks import KINDS, checked
from educrowd.blueprints.blog.redirects.addresses import new_address
from educrowd.blueprints.crowdfunding.messages.messaging import write_as_backer
from educrowd.blueprints.crowdfunding.models import Pledge, SurveyReply
from educrowd.blueprints.crowdfunding.surveys.surveying import ask, write_survey
from educrowd.blueprints.tenant.models import Tenant
from educrowd.blueprints.tenant.resolving import changed
from educrowd.core import markdown, tenancy
from educrowd.core.csv_file import FORMULA_STARTS, INSIDE
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.mail import compose
from educrowd.core.specimens import SPECIMENS, Made
from tests.hostile import ADDRESSES, acting_in
from tests.planting import BREAKS, TEXTS, is_number, plant
from tests.test_every_page import UNSPOILED, Parts, site  # noqa: F401

OWN = re.compile(r'<(?:script|iframe)[^>]* src="/(?:assets|static|studio)/[^"]*"[^>]*>|<script type="text/plain"[^>]*>')
FACTS = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
# Letters as they will be read, with styles of ours, and the frame that shows a look.
STYLED = ("/letter", "/studio/brand/frame")
AWAY = ("/studio/letters/", "/logout", "/static/", "/assets/", "/files/", "/api/")


@pytest.fixture
def planted(site, database_urls):  # noqa: F811
    """The demonstration university after somebody wrote such texts into everything that it holds."""
    UNSPOILED.clear()
    add_what_it_lacks()
    sown = plant(database_urls.superuser, site)
    assert len([column for column, rows in sown.items() if rows]) > 100
    db.session.expire_all()
    return site


def add_what_it_lacks() -> None:
    """Blocks of each kind, entries of menus, an answered survey and a message of a backer."""
    filled: dict[str, Any] = {"title": BREAKS, "text": TEXTS[0], "who": BREAKS, "label": BREAKS[:40], "to": "/courses/"}
    blocks = []
    for kind in KINDS.keys() - {"picture"}:
        sources = {"source": "live" if kind == "projects" else "newest", "count": 3}
        known = {name: value for name, value in {**filled, **sources}.items() if name in KINDS[kind].fields}
        blocks.append(checked(kind, **known))
    page = FrontPage.locked(blocks)
    page.blocks = page.published = blocks
    with menus.arranging("footer") as footer:
        footer += [menus.checked("link", "https://library.example/", BREAKS[:40])]
    pledge = db.session.scalars(select(Pledge).where(Pledge.state == "active").limit(1)).one()
    survey = write_survey(pledge.project, title="Sizes")
    question = ask(survey, label="Your name", kind="short_text", help="As on the wall.")
    survey.sent_at = utcnow()
    db.session.flush()
    SurveyReply.begin(survey, pledge).write({question.id: [BREAKS]})
    write_as_backer(pledge, BREAKS)
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == current.tenant_id)).one()
    tenant.name, tenant.description = BREAKS[:80], TEXTS[0][:400]
    # Explore begins with the newest, and this is of long ago: sites of other tests would fill the first page.
    tenant.created_at = utcnow()
    changed()
    db.session.commit()


def test_nothing_acts_on_any_page_in_any_feed_table_or_letter(planted, visit, app):
    faults: list[str] = []
    seen: set[Any] = set()
    for who in ("owner", "student", None):
        browser = visit(planted)
        if who:
            person = db.session.scalars(select(User).where(User.email == f"{who}@demo.example")).one()
            browser.sign_in(person, PASSWORD)
        faults += walk(app, browser, seen)
    assert len(seen) > 150 and any("feed" in one for one in seen)
    explore = visit(None).get("/explore")
    assert markup_of(BREAKS[:80]) in explore.text
    faults += faults_of("/explore", explore)
    assert not faults, "\n".join(faults)


def markup_of(text: str) -> str:
    return str(escape(text))


def walk(app, browser, seen: set[str]) -> list[str]:
    """What is wrong with the pages that one person reaches: one of each view, by whomever it is reached first."""
    faults, waiting = [], ["/"]
    adapter = app.url_map.bind(urlsplit(browser.origin).netloc)
    while waiting:
        path = waiting.pop()
        page = browser.get(path)
        faults += [f"{path}: {fault}" for fault in faults_of(path, page)]
        if page.mimetype != "text/html":
            continue
        for link in (page.location or path, *Parts(page.text).links):
            to = urlsplit(urljoin(browser.origin + path, link))
            if f"{to.scheme}://{to.netloc}" != browser.origin or to.path.startswith(AWAY):
                continue
            try:
                view = adapter.match(to.path)[0]
            except HTTPException:
                continue
            if view not in seen:
                seen.add(view)
                waiting.append(to.path + (f"?{to.query}" if to.query else ""))
    return faults


def faults_of(path: str, answer: Any) -> list[str]:
    """What would act in this answer, whatever it is: a page, a feed, a table."""
    if answer.status_code >= 500:
        return [answer.status]
    match answer.mimetype:
        case "text/html":
            return [
                *(one for one in acting_in(OWN.sub("", answer.text)) if not is_ours(path, one)),
                *(f"broken facts {facts[:80]}" for facts in FACTS.findall(answer.text) if not is_json(facts)),
            ]
        case "application/rss+xml" | "application/atom+xml" | "application/xml" | "text/xml":
            return acting_in_xml(answer.data)
        case "text/csv":
            cells = [cell for row in csv.reader(io.StringIO(answer.text, newline="")) for cell in row]
            return [f"formula {cell!r}" for cell in cells if is_formula(cell) and not is_number(cell)]
    return []


def is_formula(cell: str) -> bool:
    return cell.startswith(FORMULA_STARTS) or any(found[2] for found in INSIDE.finditer(cell))


def is_ours(path: str, acting: str) -> bool:
    # No picture from elsewhere is shown: the content security policy allows the site's own alone.
    is_styled = any(part in path for part in STYLED) and acting.endswith((" style", "style", "base"))
    return is_styled or (acting.startswith("img src=") and "//evil.example" in acting)


def acting_in_xml(document: bytes) -> list[str]:
    try:
        return [one for part in ET.fromstring(document).iter() for one in acting_within(part)]
    except ET.ParseError as error:
        return [f"{error}: {document.splitlines()[error.position[0] - 1][:200]!r}"]


def acting_within(part: ET.Element) -> list[str]:
    is_html = part.get("type") == "html" or part.tag.endswith("encoded")
    return [one for one in acting_in(part.text or "") if not is_ours("", one)] if is_html else []


def is_json(text: str) -> bool:
    try:
        return bool(json.loads(text))
    except ValueError:
        return False


def test_nothing_acts_in_any_letter(app, demo):
    hostile_site = replace(demo, name=BREAKS[:80])
    faults = []
    with app.test_request_context(base_url=demo.origin), tenancy.bind(hostile_site):
        for specimen in SPECIMENS.values():
            contents = planted_in(specimen.contents())
            html = compose(specimen.template, subject=BREAKS, **contents)
            faults += [f"{specimen.template}: {one}" for one in acting_in(html) if not is_ours(STYLED[0], one)]
    assert len(SPECIMENS) > 50 and not faults, "\n".join(faults)


def planted_in(value: Any, known: set[int] | None = None) -> Any:
    """The contents of a specimen with all words in it replaced; codes and addresses stay."""
    known = set() if known is None else known
    match value:
        case Markup():
            return Markup(markdown.render(TEXTS[0]))
        case str():
            is_words = " " in value or (value[:1].isupper() and not value.isupper())
            return markdown.render(TEXTS[0]) if value.startswith("<") else BREAKS if is_words else value
        case dict():
            return {key: planted_in(each, known) for key, each in value.items()}
        case list() | tuple():
            return type(value)(planted_in(each, known) for each in value)
        case Made() if id(value) not in known:
            known.add(id(value))
            for name, each in list(vars(value).items()):
                setattr(value, name, planted_in(each, known))
    return value


def test_addresses_that_act_lead_nowhere(demo, app):
    for address in (*ADDRESSES, "javascript://a.example/%0aalert(1)"):
        assert not leads_somewhere(address), address
        with pytest.raises(Invalid):
            new_address(address)
        with app.test_request_context(method="POST", data={"website": address, "name": "Demo"}):
            form = BrandForm(obj=Tenant(timezone="UTC", language="en", currency="USD"))
            form.validate()
            assert form.website.errors, address
