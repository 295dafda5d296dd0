"""Pages that visitors share: made once, never outdated, never anybody's own."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from redis import Redis

import config
from educrowd import create_app
from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.tenant import resolving
from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import cache, tenancy
from educrowd.core.current import current
from educrowd.core.db import db


@pytest.fixture(autouse=True)
def certain(monkeypatch, demo):
    """However slow the machine is, what was learned of the site holds; and nothing is kept yet."""
    monkeypatch.setattr(resolving, "LOOK_EVERY_SECONDS", 60)
    for key in cache.redis().scan_iter(f"t:{demo.id}:page:*"):
        cache.redis().delete(key)


@pytest.fixture
def post(demo, owner):
    current.user = owner
    post = Post.draft("A page that many read", body_markdown="The first words.")
    post.publish()
    db.session.commit()
    return post


@pytest.fixture
def address(post):
    return f"/blog/{post.slug}"


def keep(browser, address):
    """Ask until the page was made and kept: the first request only learns which site this is."""
    browser.get(address)
    return browser.get(address)


def mark_kept_pages(site, word=b"from the cache"):
    """Write a word into every page that is kept for a site; answers how many there are."""
    kept = list(cache.redis().scan_iter(f"t:{site.id}:page:*"))
    for key in kept:
        cache.redis().append(key, word)
    return len(kept)


def test_the_second_visitor_gets_the_page_of_the_first(visit, demo, address):
    first = keep(visit(demo), address)
    assert mark_kept_pages(demo) == 1
    second = visit(demo).get(address)
    assert second.text == first.text + "from the cache"
    assert second.headers["X-Request-Id"] != first.headers["X-Request-Id"]
    same = ("Content-Security-Policy", "Cache-Control", "ETag", "Content-Type", "Vary", "Referrer-Policy")
    assert [second.headers[name] for name in same] == [first.headers[name] for name in same]


def test_a_browser_that_has_the_page_is_told_so(visit, demo, address):
    first = keep(visit(demo), address)
    again = visit(demo).get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_head_is_answered_without_a_body(visit, demo, address):
    first = keep(visit(demo), address)
    head = visit(demo).head(address)
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(first.data))


def test_a_change_outdates_the_page_at_once(visit, demo, post, address):
    keep(visit(demo), address)
    db.session.get(Post, post.id).title = "Another title"
    db.session.commit()
    assert "Another title" in visit(demo).get(address).text


def test_whoever_signed_in_neither_gets_nor_makes_a_shared_page(visit, demo, address, ada):
    signed_in = visit(demo).sign_in(ada)
    keep(signed_in, address)
    assert mark_kept_pages(demo) == 0
    keep(visit(demo), address)
    mark_kept_pages(demo)
    assert "from the cache" not in signed_in.get(address).text


@pytest.mark.parametrize(
    "asked",
    [
        {"query_string": "page=2&x=1"},
        {"query_string": "page=100"},
        {"headers": {"HX-Request": "true"}},
        {"headers": {"Authorization": "Bearer nobody"}},
    ],
    ids=["any parameter", "far pages", "fragments", "an API client"],
)
def test_nobody_fills_the_cache_with_inventions(visit, demo, asked):
    keep(visit(demo), "/")
    known = mark_kept_pages(demo)
    visit(demo).get("/blog/", **asked)
    assert mark_kept_pages(demo) == known


def test_a_browser_with_any_other_cookie_is_no_plain_visitor(visit, demo):
    known = visit(demo)
    known.set_cookie("theme", "dark", domain=demo.host)
    known.set_cookie("other", "1", domain=demo.host)
    keep(known, "/blog/")
    assert mark_kept_pages(demo) == 0


def test_each_theme_has_its_page(visit, demo, address):
    plain = keep(visit(demo), address)
    dark = visit(demo)
    dark.set_cookie("theme", "dark", domain=demo.host)
    assert 'data-theme="dark"' in dark.get(address).text
    assert 'data-theme="dark"' not in plain.text
    assert mark_kept_pages(demo) == 2


def test_another_sites_page_is_never_given(visit, demo, address, new_site):
    keep(visit(demo), address)
    assert mark_kept_pages(demo) == 1
    stranger = visit(new_site("stranger"))
    keep(stranger, "/")
    assert stranger.get(address).status_code == 404


def test_a_site_that_was_closed_shows_nothing_kept(visit, demo, address):
    keep(visit(demo), address)
    with tenancy.transaction(None):
        db.session.get(Tenant, demo.id).suspend("unpaid")
        resolving.changed()
    assert visit(demo).get(address).status_code == 503


def test_without_redis_pages_are_made_anew(visit, demo, address, app, monkeypatch):
    keep(visit(demo), address)
    nobody = Redis(port=1, socket_connect_timeout=0.1)
    monkeypatch.setitem(app.extensions, "redis", nobody)
    monkeypatch.setattr(_front(app), "redis", nobody)
    assert "The first words" in visit(demo).get(address).text


def _front(app):
    """The cache in front of Flask, below whatever else stands there."""
    front = app.wsgi_app
    while not hasattr(front, "find_page"):
        front = front.app
    return front


def test_a_forwarded_host_puts_no_page_into_another_sites_place(environment, demo, new_site):
    behind_a_proxy = create_app(config.load("testing", environment | {"TRUSTED_PROXIES": "1"})).test_client()
    behind_a_proxy.get("/robots.txt", base_url=demo.origin)
    forwarded = {"X-Forwarded-Host": urlsplit(new_site("other").origin).netloc}
    answer = behind_a_proxy.get("/", base_url=demo.origin, headers=forwarded)
    assert "Other" in answer.text
    assert mark_kept_pages(demo) == 0
