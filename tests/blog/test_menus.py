"""The menus above and below every page, as a site arranges them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.models import Page
from educrowd.blueprints.blog.pages.menus import arranging, checked, menu
from educrowd.blueprints.tenant.models import Tenant
from educrowd.core.audit import AuditEntry
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from tests.queries import queries


def header(browser, path="/") -> list[tuple[str, str]]:
    """What the header's menu shows: address and name of each entry."""
    nav = browser.get(path).text.partition('aria-label="Main"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', nav)


def footer(browser) -> list[tuple[str, str]]:
    nav = browser.get("/").text.partition('aria-label="At the foot of the page"')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', nav)


def kept(demo, place):
    db.session.expire_all()
    return db.session.get_one(Tenant, demo.id).settings["menus"][place]


def ids(demo, place="header") -> dict[str, str]:
    return {entry["to"]: entry["id"] for entry in kept(demo, place)}


@pytest.fixture
def about(nell):
    current.user = nell
    page = Page.draft("About us", body_markdown="We print.")
    page.publish()
    db.session.commit()
    return page


@pytest.fixture
def arranged(studio, demo):
    """Nell's browser, after she put "About us" last into the header."""

    def with_page(page):
        browser = studio()
        browser.submit("/studio/menus/header/entries", target=f"page:{page.path}")
        return browser

    return with_page


BUILT_IN = [("/courses/", "Courses"), ("/projects/", "Projects"), ("/blog/", "Blog")]


def test_a_site_that_arranged_nothing_shows_all_its_parts(visitor, studio):
    assert header(visitor) == BUILT_IN and footer(visitor) == []
    shown = studio().get("/studio/menus/").text
    assert all(f"Hide “{name}”" in shown for _, name in BUILT_IN) and "Nothing stands here yet" in shown


def test_nell_adds_a_page_and_the_cached_front_page_shows_it(about, visitor, studio):
    assert header(visitor) == BUILT_IN
    answer = studio().submit("/studio/menus/header/entries", target="page:/about-us", label="Who we are")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/studio/menus/")
    assert header(visitor) == [*BUILT_IN, ("/about-us", "Who we are")]


def test_the_footer_takes_links_elsewhere(visitor, studio):
    browser = studio()
    browser.submit("/studio/menus/footer/links", label="Our shop", to="https://shop.example/")
    browser.submit("/studio/menus/footer/links", label="Write to us", to="mailto:hello@demo.example")
    assert footer(visitor) == [("https://shop.example/", "Our shop"), ("mailto:hello@demo.example", "Write to us")]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "/courses/", "//evil.example", "https://", "mailto:nobody", "http://[",
     "https://a b.example", "HTTPS:evil", "ftp://old.example"],
)  # fmt: skip
def test_other_addresses_are_refused_and_nothing_is_kept(demo, studio, address):
    answer = studio().submit("/studio/menus/footer/links", label="Somewhere", to=address)
    assert answer.status_code == 422 and "A link begins with" in answer.text
    db.session.expire_all()
    assert "menus" not in db.session.get_one(Tenant, demo.id).settings


def test_entries_move_by_buttons_and_stop_at_the_edge(about, arranged, demo, visitor):
    browser = arranged(about)
    page = ids(demo)["/about-us"]
    for _ in range(5):
        browser.submit(f"/studio/menus/header/entries/{page}/move", direction="up")
    assert header(visitor)[0] == ("/about-us", "About us")
    answer = browser.submit(f"/studio/menus/header/entries/{page}/move", htmx=True, direction="down")
    assert answer.status_code == 200 and answer.text.lstrip().startswith("<section")
    assert [url for url, _ in header(visitor)] == ["/courses/", "/about-us", "/projects/", "/blog/"]


def test_an_entry_is_hidden_renamed_and_removed(about, arranged, demo, visitor):
    browser = arranged(about)
    entries = ids(demo)
    browser.submit(f"/studio/menus/header/entries/{entries['/projects/']}/visibility", hidden="yes")
    browser.submit(f"/studio/menus/header/entries/{entries['/blog/']}", label="Journal")
    browser.submit(f"/studio/menus/header/entries/{entries['/about-us']}/removal")
    assert header(visitor) == [("/courses/", "Courses"), ("/blog/", "Journal")]
    browser.submit(f"/studio/menus/header/entries/{entries['/projects/']}/visibility", hidden="no")
    browser.submit(f"/studio/menus/header/entries/{entries['/blog/']}", label="")
    assert header(visitor) == BUILT_IN


def test_a_page_keeps_a_name_and_what_is_gone_is_404(about, arranged, demo):
    browser = arranged(about)
    page = ids(demo)["/about-us"]
    answer = browser.submit(f"/studio/menus/header/entries/{page}", label=" ")
    assert answer.status_code == 422 and "Say what it is called." in answer.text
    assert browser.submit(f"/studio/menus/header/entries/{page}", label="x" * 41).status_code == 422
    assert browser.submit("/studio/menus/header/entries/nothing/removal").status_code == 404
    assert browser.submit(f"/studio/menus/sidebar/entries/{page}/removal").status_code == 404
    assert browser.submit("/studio/menus/header/entries", target="page:/nowhere").status_code == 422


def test_the_menu_follows_its_pages(about, arranged, visitor):
    arranged(about)
    about.rewrite(slug="who-we-are")
    db.session.commit()
    assert ("/who-we-are", "About us") in header(visitor)
    about.unpublish()
    db.session.commit()
    assert header(visitor) == BUILT_IN
    about.publish()
    db.session.commit()
    assert ("/who-we-are", "About us") in header(visitor)
    about.delete()
    db.session.commit()
    assert header(visitor) == BUILT_IN


def test_a_draft_waits_in_the_menu_until_it_is_published(nell, studio, visitor):
    current.user = nell
    plans = Page.draft("Plans", body_markdown="Soon.")
    db.session.commit()
    browser = studio()
    browser.submit("/studio/menus/header/entries", target="page:/plans")
    assert header(visitor) == BUILT_IN and "Page is a draft" in browser.get("/studio/menus/").text
    plans.publish()
    db.session.commit()
    assert header(visitor)[-1] == ("/plans", "Plans")


def test_the_entry_of_the_page_one_is_at_is_marked(about, arranged, visitor, studio):
    browser = arranged(about)
    browser.submit("/studio/menus/header/links", label="Elsewhere", to="https://other.example/about-us")
    assert visitor.get("/about-us").text.count('aria-current="page"') == 2  # wide and narrow


def test_a_menu_costs_a_page_no_question(about, arranged, visitor):
    visitor.get("/about-us?x=1")
    with queries() as before:
        visitor.get("/about-us?x=2")
    arranged(about)
    visitor.get("/about-us?x=3")
    with queries() as after:
        visitor.get("/about-us?x=4")
    assert len(after) == len(before) == 1


def test_a_process_that_has_not_heard_yet_keeps_no_old_page_for_the_others(demo, visit):
    from educrowd.core.page_cache import page_key

    environ = {"PATH_INFO": "/", "QUERY_STRING": "", "HTTP_COOKIE": ""}
    before = page_key(current.tenant, environ)
    tenant = db.session.get_one(Tenant, demo.id)
    with arranging("footer") as items:
        items.append(checked("link", "https://shop.example/", "Shop"))
    db.session.commit()
    assert page_key(tenant.snapshot(), environ) != before


def test_it_is_noted_and_has_an_end(nell, demo):
    current.user = nell
    with arranging("header") as items:
        items.append(checked("link", "https://shop.example/", "Shop"))
    db.session.commit()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "site.changed")).all()[-1]
    assert entry.details["fields"] == ["header menu"] and entry.actor_name == "Nell"
    with pytest.raises(Invalid, match="room for 20"), arranging("header") as items:
        items.extend(checked("link", "https://shop.example/", "Shop") for _ in range(20))
    db.session.rollback()
    assert len(kept(demo, "header")) == 4


def test_a_program_reads_and_puts_a_menu(about, client, nell, ben, visitor):
    api = client(nell)
    read = api.get("/api/v1/blog/menus/header/").json["data"]
    assert [entry["to"] for entry in read["entries"]] == ["/courses/", "/projects/", "/blog/"]
    entries = [
        {"kind": "page", "to": "/about-us"},
        {"kind": "part", "to": "/blog/", "label": "Journal"},
        {"kind": "link", "to": "https://shop.example/", "label": "Shop", "is_hidden": True},
    ]
    put = api.put("/api/v1/blog/menus/header/", json={"entries": entries})
    assert put.status_code == 200 and put.json["data"]["entries"][2]["is_hidden"] is True
    assert header(visitor) == [("/about-us", "About us"), ("/blog/", "Journal")]
    assert api.get("/api/v1/blog/menus/").json["meta"]["total"] == 2
    assert client(ben).put("/api/v1/blog/menus/header/", json={"entries": []}).status_code == 403
    assert api.get("/api/v1/blog/menus/sidebar/").status_code == 404


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"kind": "link", "to": "javascript:alert(1)", "label": "x"}, "entries.1.to"),
        ({"kind": "link", "to": "https://shop.example/"}, "entries.1.label"),
        ({"kind": "part", "to": "/nowhere/"}, "entries.1.to"),
        ({"kind": "page", "to": "nowhere"}, "entries.1.to"),
        ({"kind": "page"}, "entries.1.to"),
        ({"kind": "drawer", "to": "/"}, "entries.1.kind"),
    ],
)
def test_a_program_hears_which_entry_is_wrong(client, nell, demo, entry, field):
    answer = client(nell).put("/api/v1/blog/menus/header/", json={"entries": [{"kind": "part", "to": "/blog/"}, entry]})
    assert answer.status_code == 422 and answer.json["errors"][0]["field"] == field
    assert "menus" not in db.session.get_one(Tenant, demo.id).settings


def test_the_menu_of_one_site_is_not_another_s(about, arranged, visit, visitor, new_site):
    arranged(about)
    other = new_site("other")
    assert header(visit(other)) == BUILT_IN


def test_menu_answers_before_anything_was_arranged(demo):
    with current_app_request():
        assert [item.to for item in menu("header")] == ["/courses/", "/projects/", "/blog/"]


def current_app_request():
    from flask import current_app

    return current_app.test_request_context("/")
