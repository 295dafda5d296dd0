"""/api/v1/tenants/"""

from __future__ import annotations

import pytest

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.db import db
from tests.conftest import PASSWORD, unique


@pytest.fixture
def client_of(visit):
    """`client_of(ada, demo)` sends Ada's token to the demo site; without a site to the platform."""

    def signed_in(person, site=None):
        browser = visit(site)
        answer = browser.post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD})
        browser.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {answer.get_json()['data']['access_token']}"
        return browser

    return signed_in


def test_a_founded_site_works_at_once_and_is_listed(client_of, ada, visit, demo):
    platform = client_of(ada)
    slug = unique("founded")
    made = platform.post("/api/v1/tenants/", json={"slug": slug, "name": "Founded", "timezone": "Europe/Lisbon"})
    assert made.status_code == 201, made.get_json()
    tenant = made.get_json()["data"]
    assert made.headers["Location"].endswith(f"/api/v1/tenants/{tenant['id']}/")
    listed = platform.get("/api/v1/tenants/").get_json()
    assert slug in {site["slug"] for site in listed["data"]}
    assert visit(None).get("/", base_url=tenant["url"]).status_code == 200


def test_the_owner_changes_it_and_nobody_else_sees_it(client_of, ada, new_person):
    platform = client_of(ada)
    slug = unique("mine")
    mine = platform.post("/api/v1/tenants/", json={"slug": slug, "name": "Mine"}).get_json()["data"]
    changed = platform.patch(f"/api/v1/tenants/{mine['id']}/", json={"name": "Still mine", "accent": "#00aa55"})
    assert changed.get_json()["data"]["name"] == "Still mine"

    stranger = client_of(new_person("eve"))
    assert stranger.get(f"/api/v1/tenants/{mine['id']}/").status_code == 404
    assert stranger.patch(f"/api/v1/tenants/{mine['id']}/", json={"name": "Hers"}).status_code == 404
    never = stranger.get("/api/v1/tenants/999999999/").get_json()
    theirs = stranger.get(f"/api/v1/tenants/{mine['id']}/").get_json()
    assert never["errors"] == theirs["errors"]


def test_a_student_sees_the_site_but_may_not_change_it(client_of, ada, demo):
    on_site = client_of(ada, demo)
    assert on_site.get(f"/api/v1/tenants/{demo.id}/").get_json()["data"]["slug"] == demo.slug
    assert on_site.patch(f"/api/v1/tenants/{demo.id}/", json={"name": "Mine now"}).status_code == 403


def test_whoever_manages_a_site_reads_its_settings_and_no_secret_among_them(client_of, owner, ada, demo):
    set_setting("blog_comments", "anyone", called="who may comment on posts")
    set_setting("mail_reply_to_asked", {"code": "hashed"}, called="address for answers, which is asked first")
    db.session.commit()
    at = f"/api/v1/tenants/{demo.id}/"
    here, there = (client_of(owner, site).get(at).get_json()["data"] for site in (demo, None))
    assert here["settings"]["blog_comments"] == "anyone" and "mail_reply_to_asked" not in here["settings"]
    assert (there["settings"], there["features"]) == (here["settings"], here["features"]) and here["features"]
    for site in (demo, None):
        theirs = client_of(ada, site).get(at).get_json()["data"]
        assert (theirs["slug"], theirs["settings"], theirs["features"]) == (demo.slug, None, None)
    changed = client_of(owner).patch(at, json={"website": "https://demo.example"}).get_json()["data"]
    assert changed["settings"]["blog_comments"] == "anyone"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "No slug"}, "invalid"),
        ({"slug": "admin", "name": "Reserved"}, "invalid"),
        ({"slug": "fine-name", "name": "X", "status": "active"}, "unknown_field"),
        ({"slug": "fine-name", "name": "X", "timezone": "Mars/Base"}, "invalid"),
        ({"slug": "fine-name", "name": "X", "currency": "XXX1"}, "invalid"),
    ],
)
def test_bad_input_is_422(client_of, ada, body, code):
    answer = client_of(ada).post("/api/v1/tenants/", json=body)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["code"] == code


def test_a_taken_name_is_a_conflict(client_of, ada, demo):
    answer = client_of(ada).post("/api/v1/tenants/", json={"slug": demo.slug, "name": "Again"})
    assert answer.get_json()["errors"][0] == {
        "code": "conflict",
        "field": "slug",
        "message": "This address is taken. Please choose another.",
    }
    assert answer.status_code == 409
