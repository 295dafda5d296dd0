"""/explore: sites that want to be found, with what is newest in each, and nothing else."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.models import Course
from educrowd.blueprints.tenant.leaving.importing import take_in
from educrowd.blueprints.tenant.models import Tenant
from educrowd.blueprints.tenant.resolving import changed
from educrowd.blueprints.tenant.views import exploring
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from tests.conftest import PASSWORD, new_person_here, unique
from tests.crowdfunding.conftest import nell, new_project, telescope  # noqa: F401
from tests.queries import queries
from tests.tenant.sites import rewritten

API = "/api/v1/explore/"


@pytest.fixture
def platform(visit):
    return visit(None)


@pytest.fixture
def listed_site(new_site):
    """`listed_site("atelier")` wants to be found; details are columns."""

    def listed(called: str, **details):
        site = new_site(called, is_listed=True)
        set_columns(site, **details)
        return site

    return listed


def set_columns(site, **values) -> None:
    with tenancy.transaction(site):
        tenant = db.session.get_one(Tenant, site.id)
        for name, value in values.items():
            setattr(tenant, name, value)
        changed()


def teach(site, title: str, *, published: bool = True) -> None:
    with tenancy.transaction(site):
        course = Course.draft(new_person_here("ines"), title=title)
        course.add_lesson("One", section=course.sections[0], body="A word.")
        if published:
            course.publish()


def names_on(page: str) -> list[str]:
    return re.findall(r'class="card-title"><a href="[^"]+">([^<]+)</a>', page)


def found(platform, words: str) -> list[str]:
    """Names of the sites that are shown for these words, the same on the page and through the API."""
    said = platform.get(API, query_string={"q": words, "per_page": 12}).json["data"]
    names = names_on(platform.get("/explore", query_string={"q": words}).text)
    assert names == [site["name"] for site in said]
    return names


# ---- who is on it -----------------------------------------------------------------------------------


def test_a_site_is_found_only_once_its_owner_wants_it(platform, visit, demo, owner, new_site):
    set_columns(demo, name=unique("Atelier"))
    name = db.session.get_one(Tenant, demo.id, populate_existing=True).name
    assert found(platform, name) == []
    studio = visit(demo).sign_in(owner)
    fields = {"name": name, "accent": "#0f766e", "typeface": "warm", "corners": "soft", "layout": "wide"}
    fields |= {"scheme": "device", "timezone": "UTC", "language": "en", "currency": "USD"}
    assert studio.submit("/studio/brand/", **fields, is_listed="y").status_code == 303
    assert found(platform, name) == [name]
    assert re.search(r'name="is_listed"[^>]*checked|checked[^>]*name="is_listed"', studio.get("/studio/brand/").text)
    assert "place on Explore" in studio.get("/studio/audit/").text
    assert studio.submit("/studio/brand/", **fields).status_code == 303
    assert found(platform, name) == []


def test_the_api_switches_it_too_and_only_for_who_manages_the_site(platform, visit, demo, owner, ada):
    set_columns(demo, name=unique("Atelier"))
    name = db.session.get_one(Tenant, demo.id, populate_existing=True).name
    for person, status, shown in ((ada, 403, []), (owner, 200, [name])):
        on_site = visit(demo)
        token = on_site.post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD}).json["data"]
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        answer = on_site.patch(f"/api/v1/tenants/{demo.id}/", json={"is_listed": True}, headers=headers)
        assert answer.status_code == status
        assert found(platform, name) == shown
    assert answer.json["data"]["is_listed"] is True


@pytest.mark.parametrize("status", ["past_due", "suspended", "deleting"])
def test_a_site_that_is_not_open_is_not_shown(platform, listed_site, status):
    site = listed_site("atelier", name=unique("Atelier"))
    with tenancy.bind(None):
        name = db.session.get_one(Tenant, site.id).name
    assert found(platform, name) == [name]
    set_columns(site, status=status)
    assert found(platform, name) == []


def test_a_site_has_no_such_page(visit, listed_site):
    site = listed_site("atelier")
    assert visit(site).get("/explore").status_code == 404
    assert visit(site).get(API).status_code == 404


# ---- what is shown of each --------------------------------------------------------------------------


def test_only_what_everybody_may_see_is_shown_and_what_goes_is_gone_at_once(platform, listed_site):
    name = unique("Atelier")
    site = listed_site("atelier", name=name, description="Paper & ink.")
    teach(site, "A plan of mine", published=False)
    page = platform.get("/explore", query_string={"q": name}).text
    assert "Paper &amp; ink." in page
    assert "A plan of mine" not in page
    teach(site, "Binding books")
    assert "Binding books" in platform.get("/explore", query_string={"q": name}).text
    with tenancy.transaction(site):
        db.session.scalars(select(Course).where(Course.title == "Binding books")).one().become("draft")
    assert "Binding books" not in platform.get("/explore", query_string={"q": name}).text


def test_a_running_project_is_shown_until_it_is_suspended(platform, demo, telescope):  # noqa: F811
    name = unique("Observatory")
    set_columns(demo, name=name, is_listed=True)
    told = {"kind": "project", "title": "Telescope", "url": f"{demo.origin}/projects/{telescope.slug}"}
    assert told in platform.get(API, query_string={"q": name}).json["data"][0]["newest"]
    telescope.suspended_at = utcnow()
    db.session.commit()
    assert platform.get(API, query_string={"q": name}).json["data"][0]["newest"] == []


def test_each_site_shows_its_own(platform, listed_site):
    word = unique("Guild")
    for craft in ("Paper", "Glass"):
        teach(listed_site(craft.lower(), name=f"{craft} {word}"), f"Making {craft.lower()}")
    said = platform.get(API, query_string={"q": word}).json["data"]
    shown = {site["name"].partition(" ")[0]: [one["title"] for one in site["newest"]] for site in said}
    assert shown == {"Paper": ["Making paper"], "Glass": ["Making glass"]}


# ---- finding ----------------------------------------------------------------------------------------


def test_names_are_found_by_a_part_without_accents_and_taken_as_they_are(platform, listed_site):
    word = unique("Säulen")
    listed_site("columns", name=f"Die {word} 100%_")
    assert found(platform, word.replace("ä", "a").upper()) == [f"Die {word} 100%_"]
    assert found(platform, f"{word} 100%_") == [f"Die {word} 100%_"]
    assert found(platform, f"{word}%_") == []


def test_pages_follow_one_another_the_newest_site_first(platform, listed_site, monkeypatch):
    monkeypatch.setattr(exploring, "PER_PAGE", 2)
    word = unique("Guild")
    for number in range(3):
        founded = utcnow() - timedelta(days=10 - number)
        listed_site("guild", name=f"{word} {number}", created_at=founded)
    first = platform.get("/explore", query_string={"q": word}).text
    assert names_on(first) == [f"{word} 2", f"{word} 1"]
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert names_on(platform.get(following).text) == [f"{word} 0"]
    assert names_on(platform.get("/explore", query_string={"q": word, "page": 9}).text) == [f"{word} 0"]
    answer = platform.get(API, query_string={"q": word, "per_page": 2})
    assert answer.json["meta"] | {"request_id": ""} == {"total": 3, "page": 1, "per_page": 2, "request_id": ""}
    assert 'rel="next"' in answer.headers["Link"]


def test_who_finds_nothing_is_told_so_and_htmx_gets_the_list_alone(platform):
    assert "Nothing found" in platform.get("/explore?q=nosuchsiteanywhere").text
    fragment = platform.get("/explore?q=nosuchsiteanywhere", headers={"HX-Request": "true"}).text
    assert "Nothing found" in fragment and "<html" not in fragment


def test_the_platforms_home_leads_there(platform):
    assert 'href="/explore"' in platform.get("/").text


@pytest.mark.parametrize(
    "query",
    [
        *("q=%00", "q=%ed%a0%80", "q=%25%27--", "q[]=1", "page=-1", "page=x", "page=9999999999999999999999"),
        *("endpoint=tenant.home", "_scheme=javascript", "_external=1", "_anchor=x", "_method=POST", "values=1"),
        "q=" + "x" * 5_000,
    ],
)
def test_strange_queries_are_answered(platform, listed_site, monkeypatch, query):
    monkeypatch.setattr(exploring, "PER_PAGE", 1)
    listed_site("first")
    listed_site("second")
    answer = platform.get(f"/explore?{query}")
    assert answer.status_code == (404 if "%00" in query else 200)
    assert "javascript:" not in answer.text
    assert platform.get(f"{API}?{query}").status_code in (200, 404, 422)


# ---- cost, shape, and where it does not go ----------------------------------------------------------


def test_a_page_costs_as_much_for_many_sites_as_for_two(platform, listed_site):
    costs = {}
    for count in (2, 5):
        word = unique("Guild")
        for number in range(count):
            teach(listed_site("guild", name=f"{word} {number}"), "A course")
        platform.get("/explore", query_string={"q": word})
        with queries() as asked:
            assert len(names_on(platform.get("/explore", query_string={"q": word}).text)) == count
        costs[count] = len(asked)
    assert costs[2] == costs[5] <= 4


def test_the_api_says_what_the_document_promises(platform, listed_site):
    name = unique("Atelier")
    site = listed_site("atelier", name=name)
    teach(site, "Binding books")
    (said,) = platform.get(API, query_string={"q": name}).json["data"]
    assert said == {
        "id": site.id,
        "tenant_id": site.id,
        "name": name,
        "description": "",
        "language": "en",
        "accent": "#b4552d",
        "url": site.origin,
        "newest": [{"kind": "course", "title": "Binding books", "url": f"{site.origin}/courses/binding-books"}],
    }


def test_a_site_from_a_file_is_not_listed_whatever_the_file_says(exported_once, full_site, tmp_path):
    with zipfile.ZipFile(exported_once) as archive:
        facts = json.loads(archive.read("site.json"))
    assert "is_listed" not in facts
    path = rewritten(
        exported_once, tmp_path / "told.zip", parts={"site.json": json.dumps(facts | {"is_listed": True}).encode()}
    )
    with path.open("rb") as stream:
        tenant_id = take_in(stream, slug=unique("taken"))
    with tenancy.bind(None):
        assert db.session.get_one(Tenant, tenant_id).is_listed is False
    assert current.tenant is None
