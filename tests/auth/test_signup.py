"""From a stranger to the owner of a site, and over to it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from educrowd.blueprints.auth.joining.signing_up import suggested_slug
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import tenancy
from educrowd.core.current import BoundTenant
from educrowd.core.db import db
from tests.auth.test_pages import send
from tests.conftest import PASSWORD, tenant_called, unique


@pytest.fixture
def platform(visit, context):
    """A browser on the platform's host."""
    return visit(None)


def form(**changes: str) -> dict[str, str]:
    site = unique("loom")
    return {
        "name": "Grace Hopper",
        "email": f"{unique('grace')}@example.org",
        "password": "the first real bug",
        "site_name": site,
        "slug": site,
        **changes,
    }


def follow(visit, site, answer, *, platform):
    """Walk through the redirects between the two hosts, each with its own cookies."""
    browsers = {"localhost": platform, site.host: visit(site)}
    host = "localhost"
    for _ in range(6):
        parts = urlsplit(answer.headers["Location"])
        host = parts.hostname or host
        answer = browsers[host].get(f"{parts.path}?{parts.query}")
        if answer.status_code not in (301, 302, 303):
            break
    return answer, browsers[site.host]


def site_called(slug: str) -> BoundTenant:
    with tenancy.bind(None):
        return tenant_called(slug).snapshot()


def test_a_long_name_is_cut_between_words(app):
    name = "The Extraordinarily Long-Named Academy of Practical Astronomy"
    assert suggested_slug(name) == "the-extraordinarily-long-named"
    assert suggested_slug("Donaudampfschifffahrtsgesellschaftskapitän") == "donaudampfschifffahrtsgesellschaftsk"


def test_one_form_makes_an_account_that_owns_a_site(platform, visit):
    wanted = form()
    answer = send(platform, "/signup", **wanted)
    assert answer.status_code == 303
    site = site_called(wanted["slug"])
    assert answer.headers["Location"].startswith(site.origin)
    with tenancy.bind(site):
        owner = db.session.scalars(User.members()).one()
        assert owner.email == wanted["email"] and owner.role == "owner" and owner.name == "Grace Hopper"


def test_fields_that_were_not_sent_count_as_empty(platform):
    wanted = form()
    del wanted["slug"]
    answer = send(platform, "/signup", **wanted)
    assert answer.status_code == 303 and wanted["site_name"] in answer.headers["Location"]


def test_an_empty_form_names_every_field(platform):
    answer = send(platform, "/signup")
    assert answer.status_code == 422 and answer.text.count("Please fill this in.") == 8


def test_one_arrives_signed_in_on_ones_own_site(platform, visit):
    wanted = form()
    answer = send(platform, "/signup", **wanted)
    _, home = follow(visit, site_called(wanted["slug"]), answer, platform=platform)
    assert "Grace" in home.get("/account/").text


@pytest.mark.parametrize("slug", ["www", "admin", "ab", "-loom", "Loom!", "a" * 41, "x--y"])
def test_a_bad_address_is_refused_at_its_field_and_nothing_is_left(platform, slug):
    wanted = form(slug=slug)
    answer = send(platform, "/signup", **wanted)
    assert answer.status_code == 422 and wanted["email"] in answer.text
    assert db.session.scalar(User.known_as(wanted["email"])) is None


def test_a_taken_address_is_refused_and_leaves_no_account(platform, demo):
    wanted = form(slug=demo.slug)
    answer = send(platform, "/signup", **wanted)
    assert answer.status_code == 409 and "taken" in answer.text
    assert db.session.scalar(User.known_as(wanted["email"])) is None


def test_a_known_email_is_refused_and_leaves_no_site(platform, ada):
    wanted = form(email=ada.email)
    answer = send(platform, "/signup", **wanted)
    assert answer.status_code == 409
    with tenancy.bind(None):
        assert db.session.scalar(Tenant.called(wanted["slug"])) is None


def test_the_address_is_made_of_the_name_and_free(platform, demo):
    free = platform.get("/signup/availability?site_name=Caf%C3%A9+M%C3%BCller")
    assert "cafe-muller" in free.text
    taken = platform.get(f"/signup/availability?site_name=x&slug={demo.slug}")
    assert "taken" in taken.text
    reserved = platform.get("/signup/availability?site_name=Admin")
    assert "admin-2." in reserved.text


class TestHandOff:
    @pytest.fixture
    def ada_on_platform(self, platform, ada):
        assert send(platform, "/login", login=ada.email, password=PASSWORD).status_code == 303
        return platform

    def test_whoever_is_signed_in_on_the_platform_comes_in_without_a_password(self, ada_on_platform, visit, demo):
        site = site_called(demo.slug)
        start = visit(demo)
        going = start.get("/enter?next=/account/")
        vouched = ada_on_platform.get(_path(going))
        back = start.get(_path(vouched))
        assert back.status_code == 303 and back.headers["Location"] == "/account/"
        assert "Ada" in start.get("/account/").text
        assert vouched.headers["Location"].startswith(site.origin)

    def test_the_code_works_once(self, ada_on_platform, visit, demo):
        start = visit(demo)
        path = _path(ada_on_platform.get(_path(start.get("/enter"))))
        start.get(path)
        send(start, "/logout", form="/account/")
        start.get(path)
        assert start.get("/account/").status_code == 303

    def test_the_code_works_in_the_browser_that_asked_only(self, ada_on_platform, visit, demo):
        asked, other = visit(demo), visit(demo)
        path = _path(ada_on_platform.get(_path(asked.get("/enter"))))
        other.get("/enter")
        other.get(path)
        assert other.get("/account/").status_code == 303

    def test_the_code_works_on_its_site_only(self, ada_on_platform, visit, demo, new_site):
        start, elsewhere = visit(demo), visit(new_site("other"))
        path = _path(ada_on_platform.get(_path(start.get("/enter"))))
        elsewhere.get("/enter")
        elsewhere.get(path)
        assert elsewhere.get("/account/").status_code == 303

    def test_the_code_runs_out_after_a_minute(self, ada_on_platform, visit, demo):
        start = visit(demo)
        path = _path(ada_on_platform.get(_path(start.get("/enter"))))
        db.session.execute(text("UPDATE public.single_use_codes SET expires_at = now() - interval '1 second'"))
        db.session.commit()
        start.get(path)
        assert start.get("/account/").status_code == 303

    def test_following_a_link_makes_nobody_a_member(self, ada_on_platform, visit, new_site):
        elsewhere = visit(new_site("elsewhere"))
        answer = elsewhere.get(_path(ada_on_platform.get(_path(elsewhere.get("/enter")))))
        assert answer.status_code == 303 and answer.headers["Location"].startswith("/login")
        assert elsewhere.get("/account/").status_code == 303

    def test_strangers_are_asked_to_log_in_first(self, platform, visit, demo):
        asked = platform.get(_path(visit(demo).get("/enter")))
        assert asked.status_code == 303 and asked.headers["Location"].startswith("/login?next=/handoff")

    def test_nonsense_is_not_found(self, ada_on_platform, demo):
        for query in ("", "site=nobody&state=" + "0" * 64, f"site={demo.slug}&state=x"):
            assert ada_on_platform.get(f"/handoff?{query}").status_code == 404


def _path(answer) -> str:
    assert answer.status_code == 303
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"
