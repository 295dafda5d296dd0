"""From a Host header to a site."""

from __future__ import annotations

import re

import pytest

from educrowd.blueprints.tenant import resolving
from educrowd.blueprints.tenant.models import Tenant
from educrowd.blueprints.tenant.resolving import changed, normalize, resolver
from educrowd.core import tenancy
from educrowd.core.db import db
from tests.queries import statements


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("Demo.Localhost:8000", "demo.localhost"),
        ("demo.localhost.", "demo.localhost"),
        ("demo.localhost.:80", "demo.localhost"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("[::1]:8000", "[::1]"),
        ("", ""),
        ("a" * 300 + "ü", ""),
    ],
)
def test_hosts_are_compared_in_one_form(header, host):
    assert normalize(header) == host


def test_an_unknown_host_is_told_so_and_never_gets_a_default(visit, app):
    stranger = visit(None)
    answer = stranger.get("/", base_url="http://nobody.localhost:8000")
    assert answer.status_code == 404
    assert "nobody.localhost" in answer.text


def test_the_page_that_says_no_site_is_here_can_be_drawn_and_leads_to_the_platform(visit, app):
    stranger = visit(None)
    elsewhere = {"base_url": "http://nobody.localhost:8000"}
    page = stranger.get("/", **elsewhere).text
    looks = re.findall(r'(?:href|src)="(/(?:assets|art)/[^"]+)"', page)
    assert len(looks) >= 2
    assert {stranger.get(look, **elsewhere).status_code for look in looks} == {200}
    assert f'href="http://localhost:{app.config["PORT"]}' in page and 'href="/"' not in page


def test_a_suspended_site_keeps_its_look(demo, visitor):
    change(demo, lambda tenant: tenant.suspend("Repairs."))
    page = visitor.get("/login").text
    looks = re.findall(r'href="(/(?:assets|brand)/[^"]+css)"', page)
    assert len(looks) == 2
    assert {visitor.get(look).status_code for look in looks} == {200}


def test_a_host_is_looked_up_once(demo, app, monkeypatch):
    # Nothing is kept on trust: each look-up asks Redis whether a site changed, as the founding of this one did.
    monkeypatch.setattr(resolving, "LOOK_EVERY_SECONDS", 0)
    resolver().by_host(demo.host)
    with statements() as asked:
        for _ in range(3):
            assert resolver().by_host(demo.host).id == demo.id
            assert resolver().by_host("nobody.localhost") is None
    assert len(asked) == 1, "only the unknown host's first look-up asks"


def test_a_suspended_site_says_why_and_comes_back(demo, visitor):
    change(demo, lambda tenant: tenant.suspend("The invoice is open."))
    closed = visitor.get("/")
    assert closed.status_code == 503
    assert closed.headers["Retry-After"]
    assert "The invoice is open." in closed.text
    assert visitor.get("/api/v1/lms/courses/").get_json()["success"] is False

    change(demo, lambda tenant: tenant.resume())
    assert visitor.get("/").status_code == 200


def test_a_site_in_arrears_can_be_read_but_not_changed(demo, visitor, ada):
    def fall_behind(tenant):
        tenant.status = "past_due"

    change(demo, fall_behind)
    assert visitor.get("/").status_code == 200
    answer = visitor.submit("/register", email="eve@example.org")
    assert answer.status_code == 402


def test_the_platforms_host_is_no_site(visit):
    assert "EduCrowd" in visit(None).get("/").text
    assert visit(None).get("/studio/").status_code in (303, 404)


def change(site, verb):
    with tenancy.transaction(site.id):
        verb(db.session.get_one(Tenant, site.id))
        changed()
