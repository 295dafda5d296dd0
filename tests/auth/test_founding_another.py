"""/sites/new: whoever has an account founds one more site."""

from __future__ import annotations

import pytest

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import tenancy
from educrowd.core.db import db
from educrowd.core.limits import limiter
from tests.conftest import tenant_called, unique


@pytest.fixture
def adas_browser(visit, ada):
    return visit(None).sign_in(ada)


def is_founded(slug: str) -> bool:
    with tenancy.bind(None):
        return db.session.scalar(Tenant.called(slug)) is not None


def test_my_sites_lead_to_the_form(adas_browser):
    assert 'href="/sites/new"' in adas_browser.get("/sites").text
    form = adas_browser.get("/sites/new").text
    assert 'action="/sites"' in form and 'hx-get="/signup/availability"' in form


def test_signing_up_twice_leads_to_the_form(adas_browser):
    assert adas_browser.get("/signup").headers["Location"] == "/sites/new"


def test_a_second_site_is_ones_own_with_sample_content_at_once(adas_browser, visit, ada):
    slug = unique("loom")
    answer = adas_browser.submit("/sites", site_name="The loom", slug=slug)
    with tenancy.bind(None):
        site = tenant_called(slug).snapshot()
    assert answer.status_code == 303 and answer.headers["Location"] == f"{site.origin}/enter?next=/studio/"
    with tenancy.bind(site):
        assert [(owner.id, owner.role) for owner in db.session.scalars(User.members())] == [(ada.id, "owner")]
    assert "The loom" in adas_browser.get("/sites").text
    assert "The loom" in visit(site).get("/").text
    assert "Welcome to your new site" in visit(site).get("/blog/").text


def test_the_address_is_made_of_the_name_when_none_is_given(adas_browser):
    name = unique("My Mill")
    answer = adas_browser.submit("/sites", site_name=name)
    assert answer.status_code == 303 and is_founded(name.lower().replace(" ", "-"))


@pytest.mark.parametrize("slug", ["www", "ab", "-loom", "Loom!", "a" * 41, "x--y"])
def test_a_bad_address_is_refused_at_its_field(adas_browser, slug):
    answer = adas_browser.submit("/sites", site_name="The loom", slug=slug)
    assert answer.status_code == 422 and 'id="slug-error"' in answer.text and 'value="The loom"' in answer.text


def test_a_taken_address_is_refused_at_its_field(adas_browser, demo):
    answer = adas_browser.submit("/sites", site_name="The loom", slug=demo.slug)
    assert answer.status_code == 409 and 'id="slug-error"' in answer.text


def test_a_site_needs_a_name(adas_browser):
    answer = adas_browser.submit("/sites", slug="a-loom")
    assert answer.status_code == 422 and 'id="site_name-error"' in answer.text and not is_founded("a-loom")


def test_strangers_log_in_first(visit, context):
    slug = unique("loom")
    assert visit(None).get("/sites/new").headers["Location"] == "/login?next=/sites/new"
    answer = visit(None).submit("/sites", site_name="The loom", slug=slug)
    assert answer.status_code == 401 and not is_founded(slug)


def test_nobody_founds_more_than_ten_in_an_hour(app, adas_browser, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    limiter.reset()
    answers = [adas_browser.submit("/sites", site_name="x", slug="www") for _ in range(11)]
    limiter.reset()
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
