"""Sites that come in: brought as a file or copied, by operators and by owners, on pages and in the API."""

from __future__ import annotations

from base64 import b64encode
from contextvars import Context
from io import BytesIO
from pathlib import Path

import pytest
from flask import current_app, has_request_context
from sqlalchemy import func, select

from educrowd.blueprints.admin.arriving import working
from educrowd.blueprints.admin.arriving.forgetting import forget_old_arrivals
from educrowd.blueprints.admin.arriving.working import make
from educrowd.blueprints.auth.models import Membership
from educrowd.blueprints.blog.models import Media, Post
from educrowd.blueprints.tenant.founding import is_free
from educrowd.blueprints.tenant.leaving.exporting import export
from educrowd.blueprints.tenant.leaving.reading import MostLines
from educrowd.blueprints.tenant.models import SiteArrival, Tenant
from educrowd.blueprints.tenant.models.site_arrival import BYTES_KEPT, KEPT
from educrowd.core import tenancy
from educrowd.core.current import ANONYMOUS
from educrowd.core.db import db, utcnow
from tests.conftest import PASSWORD, new_person_here, tenant_called, unique
from tests.jobs import run_jobs
from tests.tenant.sites import rewritten


@pytest.fixture
def press(new_site, tmp_path):
    """A small site with a post and a student, and its file."""
    site, path = new_site("press"), tmp_path / "press.zip"
    with tenancy.transaction(site):
        author = new_person_here("nell")
        author.take("editor")
        new_person_here("sid").take("student")
        db.session.flush()
        picture = {"public_id": "aabb", "alt": "A press", "width": 640, "height": 480, "widths": [640], "size_bytes": 9}
        db.session.add(Media(name="press.webp", author_id=author.id, author_name="Nell", **picture))
        words = "Soot. ![A press](/files/aabb-640.webp)"
        db.session.add(Post(slug="ink", title="Ink", body_markdown=words, author_id=author.id, author_name="Nell"))
    with tenancy.bind(site):
        export(path)
    return site, path


def bring(browser, path, at="/operator/arrivals/"):
    """Upload a file as a form does; answers the path of the page about it."""
    with path.open("rb") as file:
        answer = browser.submit(at, file=(BytesIO(file.read()), "press.zip"))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def work(tenant=None):
    """Do what was promised as a worker does, outside of any request."""
    app = current_app._get_current_object()  # pyright: ignore[reportAttributeAccessIssue]

    def do() -> None:
        with app.app_context(), tenancy.bind(tenant):
            assert not has_request_context()
            run_jobs()

    Context().run(do)


def standing(place):
    with tenancy.bind(None):
        return db.session.scalars(select(SiteArrival).where(SiteArrival.uid == place.rpartition("/")[2])).one()


def count_sites():
    with tenancy.bind(None):
        return db.session.scalar(select(func.count(Tenant.id))) or 0


def roles_at(slug):
    with tenancy.bind(None):
        site = tenant_called(slug).snapshot()
    with tenancy.bind(site):
        held = db.session.scalars(Membership.here()).all()
        return sorted((one.user.email, one.role, one.accepted_at is not None) for one in held)


def test_an_operator_brings_a_site_in(operate, press, letters):
    path = press[1]
    place, before, slug = bring(operate, path), count_sites(), unique("again")
    assert "Looking into the file" in operate.get(place).text
    work()
    page = operate.get(place).text
    for words in ("Posts 1", "Everything, with how many", "Audit log", "happened here, and who did it", "editor: 1"):
        assert words in page, words
    assert count_sites() == before, "a look writes nothing"
    owner = f"{unique('owner')}@example.org"
    assert operate.submit(f"{place}/completion", name="The press", slug=slug, owner_email=owner).status_code == 303
    work()
    arrival = standing(place)
    assert (arrival.state, count_sites(), arrival.folder.exists()) == ("done", before + 1, False)
    work(arrival.site_id)
    assert [letter["Subject"] for letter in letters(owner)] == ["The press asks you to join as owner"]
    assert (owner, "owner", False) in roles_at(slug)
    with tenancy.bind(arrival.site_id):
        assert 'srcset="/files/aabb-640.webp 640w"' in db.session.scalars(select(Post.body_html)).one()
    page = operate.get(place).text
    assert arrival.site_origin in page and f"/operator/tenants/{arrival.site_id}/" in page


def test_the_same_job_once_more_makes_no_second_site(operate, robin, press):
    place = bring(operate, press[1])
    work()
    operate.submit(f"{place}/completion", name="The press", slug=unique("once"))
    work()
    arrival, count = standing(place), count_sites()
    with tenancy.transaction(None, robin):
        make(arrival.id)
    assert count_sites() == count
    assert operate.submit(f"{place}/completion", name="Twice", slug=unique("twice")).status_code == 409
    work()
    assert count_sites() == count


def test_what_a_killed_worker_left_behind_goes_with_the_next_run(operate, press):
    place = bring(operate, press[1])
    work()
    operate.submit(f"{place}/completion", name="The press", slug=unique("killed"))
    with tenancy.transaction(None):
        lost = db.session.scalar(select(func.app.reserve_tenant_id()))
        db.session.merge(standing(place)).attempt_id = lost
    left = Path(current_app.config["EDUCROWD_HOME"], "files", str(lost), "aa", "aabb.webp")
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    work()
    assert (standing(place).state, left.exists()) == ("done", False)


def test_a_canceled_one_is_not_made(operate, press):
    place, slug = bring(operate, press[1]), unique("canceled")
    work()
    operate.submit(f"{place}/completion", name="The press", slug=slug)
    assert operate.submit(f"{place}/cancellation").status_code == 303
    work()
    assert (standing(place).state, is_free(slug), standing(place).folder.exists()) == ("canceled", True, False)
    assert operate.submit(f"{place}/completion", name="The press", slug=slug).status_code == 409


def test_a_bad_file_is_refused_in_words(operate, press, tmp_path):
    picture, before = tmp_path / "picture.zip", count_sites()
    picture.write_bytes(b"GIF89a")
    forged = rewritten(press[1], tmp_path / "forged.zip", parts={"people.jsonl": b'{"email": "nobody"}\n'})
    bomb = rewritten(press[1], tmp_path / "bomb.zip", parts={"files/bo/bomb.webp": b"0" * 40_000_000})
    for path, words in ((picture, "no ZIP archive"), (forged, "address"), (bomb, "too tightly")):
        place = bring(operate, path)
        work()
        page = operate.get(place).text
        assert "Nothing was brought in" in page and words in page
        assert (standing(place).state, standing(place).folder.exists(), count_sites()) == ("failed", False, before)
    empty = tmp_path / "empty.zip"
    empty.write_bytes(b"")
    assert operate.submit("/operator/arrivals/", file=(BytesIO(b""), "x.zip")).status_code == 422
    assert operate.submit("/operator/arrivals/").status_code == 422


def test_a_taken_address_is_chosen_anew(operate, press, new_site, letters, robin):
    place, taken = bring(operate, press[1]), press[0].slug
    work()
    for slug, status in ((taken, 409), ("admin", 422), ("x", 422)):
        assert operate.submit(f"{place}/completion", name="Again", slug=slug).status_code == status
    slug = unique("soon")
    operate.submit(f"{place}/completion", name="Again", slug=slug)
    with tenancy.transaction(None):
        db.session.merge(standing(place)).slug = taken
    work()
    assert standing(place).state == "ready"
    assert "This address is taken" in operate.get(place).text
    assert [letter["Subject"] for letter in letters(robin.email)] == ["Choose another address for Again"]
    operate.submit(f"{place}/completion", name="Again", slug=slug)
    work()
    assert standing(place).state == "done"


def test_what_a_stranger_brings_waits_for_an_operator(visit, operate, robin, press, owner, ada, letters):
    mine = visit(None).sign_in(ada)
    place, slug = bring(mine, press[1], "/sites/arrivals/"), unique("mine")
    work()
    assert "What stays out" in mine.get(place).text
    assert mine.submit(f"{place}/completion", name="My press", slug=slug).status_code == 303
    work()
    assert (standing(place).state, is_free(slug)) == ("asked", True)
    assert "waits for a word" in mine.get(place).text
    assert "My press would like to come in" in [letter["Subject"] for letter in letters(robin.email)]
    for path in (place, f"{place}/completion", f"{place}/cancellation"):
        answer = visit(None).sign_in(owner).submit(path, name="x") if path != place else visit(None).get(path)
        assert answer.status_code in (303, 404), path
    operators = place.replace("/sites/", "/operator/")
    assert "Sites that would like to come in" in operate.get("/operator/").text
    assert ada.email in operate.get(operators).text
    operate.submit(f"{operators}/completion", name="My press", slug=slug)
    work()
    assert (ada.email, "owner", True) in roles_at(slug)
    assert standing(place).state == "done"


def test_an_operator_says_no_and_why(visit, operate, press, ada, letters):
    mine = visit(None).sign_in(ada)
    place = bring(mine, press[1], "/sites/arrivals/")
    work()
    mine.submit(f"{place}/completion", name="My press", slug=unique("no"))
    operators = place.replace("/sites/", "/operator/")
    assert operate.submit(f"{operators}/refusal").status_code == 422
    assert operate.submit(f"{operators}/refusal", reason="These people know nothing of it.").status_code == 303
    work()
    assert "These people know nothing of it." in mine.get(place).text
    assert [letter["Subject"] for letter in letters(ada.email)] == ["My press is not brought in"]
    assert mine.submit(f"{place}/completion", name="My press", slug=unique("no")).status_code == 409


def test_another_file_takes_the_place_of_the_one_before(visit, press, ada):
    mine = visit(None).sign_in(ada)
    first = bring(mine, press[1], "/sites/arrivals/")
    second = bring(mine, press[1], "/sites/arrivals/")
    work()
    assert [standing(place).state for place in (first, second)] == ["canceled", "ready"]


def test_what_an_operator_was_asked_about_stands(visit, press, ada):
    mine = visit(None).sign_in(ada)
    place = bring(mine, press[1], "/sites/arrivals/")
    work()
    mine.submit(f"{place}/completion", name="My press", slug=unique("asked"))
    with press[1].open("rb") as file:
        assert mine.submit("/sites/arrivals/", file=(file, "press.zip")).status_code == 409
    assert standing(place).state == "asked"


@pytest.mark.parametrize("most", [MostLines(rows=1, people=50), MostLines(rows=5_000, people=1)])
def test_a_strangers_file_asks_only_so_much_of_the_database(visit, operate, press, ada, monkeypatch, most):
    monkeypatch.setattr(working, "MOST_BROUGHT", most)
    place = bring(visit(None).sign_in(ada), press[1], "/sites/arrivals/")
    theirs = bring(operate, press[1])
    work()
    assert (standing(place).state, standing(theirs).state) == ("failed", "ready")
    assert "ask those who run the platform" in standing(place).problem


def test_signs_that_no_row_can_hold_stop_nothing(operate, press, tmp_path):
    path = rewritten(press[1], tmp_path / "signs.zip", exported_from="a\0b")
    place = bring(operate, path)
    work()
    assert (standing(place).state, standing(place).report["exported_from"]) == ("ready", "ab")


def test_an_operator_copies_a_site_with_its_members(operate, press):
    site, slug = press[0], unique("copy")
    shown = operate.get(f"/operator/tenants/{site.id}/")
    assert f"/operator/tenants/{site.id}/copy" in shown.text
    place = operate.submit(f"/operator/tenants/{site.id}/copy", name="Twin", slug=slug, with_members="y").headers[
        "Location"
    ]
    work()
    assert standing(place).state == "done"
    assert sorted(role for _, role, _ in roles_at(slug)) == ["editor", "owner", "student"]
    assert operate.submit(f"/operator/tenants/{site.id}/copy", name="Twin", slug=slug).status_code == 409


def test_an_owner_copies_their_site_without_its_members(visit, demo, owner, new_person):
    new_person("sid", "student")
    studio, slug = visit(demo).sign_in(owner), unique("year-two")
    assert "/studio/copy" in studio.get("/studio/leaving/").text
    assert studio.submit("/studio/copy", name="Year two", slug=slug).status_code == 303
    assert "Being made" in studio.get("/studio/copy").text
    work(demo)
    page = studio.get("/studio/copy").text
    assert f"http://{slug}." in page
    held = roles_at(slug)
    assert (owner.email, "owner", True) in held and "student" not in {role for _, role, _ in held}


def test_a_site_is_copied_once_at_a_time_and_while_it_is_active(visit, api, demo, owner):
    studio, call = visit(demo).sign_in(owner), api(owner)
    assert studio.submit("/studio/copy", name="Year two", slug=unique("two")).status_code == 303
    assert studio.submit("/studio/copy", name="Year three", slug=unique("three")).status_code == 409
    work(demo)
    with tenancy.transaction(None):
        db.session.get_one(Tenant, demo.id).suspend("Unpaid for a year.")
    refused = call("POST", f"{demo.id}/copies/", json={"name": "Year four"})
    assert refused.status_code == 409 and "Only a site that is active can be copied." in refused.text


def test_whoever_owns_the_site_no_longer_copies_nothing(visit, demo, owner, new_person):
    adam, slug = new_person("adam", "admin"), unique("late")
    assert visit(demo).sign_in(adam).submit("/studio/copy", name="Mine", slug=slug).status_code == 403
    visit(demo).sign_in(owner).submit("/studio/copy", name="Late", slug=slug)
    db.session.scalars(Membership.here().where(Membership.user_id == owner.id)).one().is_active = False
    db.session.commit()
    work(demo)
    assert is_free(slug)
    assert db.session.scalars(SiteArrival.of(owner)).one().state == "failed"


@pytest.fixture
def api(visit):
    def speak(person, site=None):
        browser = visit(site)
        login = browser.post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD})
        headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
        return lambda method, path, **more: browser.open(
            f"/api/v1/tenants/{path}", method=method, headers=headers, **more
        )

    return speak


def test_a_program_brings_a_site_in(api, robin, ada, press):
    call, slug = api(robin), unique("program")
    content = b64encode(press[1].read_bytes()).decode()
    made = call("POST", "arrivals/", json={"content": content})
    assert (made.status_code, made.json["data"]["state"]) == (201, "looking")
    one = f"arrivals/{made.json['data']['id']}/"
    work()
    shown = call("GET", one).json["data"]
    assert shown["state"] == "ready"
    assert {"name": "Posts", "count": 1, "note": ""} in shown["report"]["makes"]
    assert call("POST", f"{one}completion/", json={"name": "P", "slug": press[0].slug}).status_code == 409
    assert call("POST", f"{one}completion/", json={"name": "P", "slug": slug}).status_code == 202
    work()
    done = call("GET", one).json["data"]
    assert (done["state"], call("GET", f"{done['site_id']}/").json["data"]["slug"]) == ("done", slug)
    assert call("DELETE", one).status_code == 409
    assert call("POST", "arrivals/", json={"content": "%"}).status_code == 422
    assert call("GET", "arrivals/?state=done").json["meta"]["total"] >= 1
    other = api(ada)
    assert other("GET", one).status_code == 404
    assert other("GET", "arrivals/").json["meta"]["total"] == 0
    assert other("POST", f"{one}refusal/", json={"reason": "x"}).status_code == 403


def test_a_program_copies_a_site(api, owner, ada, demo):
    slug, wanted = unique("copied"), {"name": "Copied"}
    call = api(owner)
    assert call("POST", f"{demo.id}/copies/", json={**wanted, "with_members": True}).status_code == 422
    made = call("POST", f"{demo.id}/copies/", json={**wanted, "slug": slug})
    assert (made.status_code, made.json["data"]["source_id"]) == (202, demo.id)
    work(demo)
    assert call("GET", f"arrivals/{made.json['data']['id']}/").json["data"]["state"] == "done"
    assert api(ada)("POST", f"{demo.id}/copies/", json=wanted).status_code == 403


def test_what_a_worker_never_ended_goes_after_a_week(operate, press):
    place = bring(operate, press[1])
    arrival = standing(place)
    with tenancy.transaction(None):
        db.session.merge(arrival).updated_at = utcnow() - BYTES_KEPT
    with tenancy.transaction(None, ANONYMOUS):
        forget_old_arrivals()
    assert (standing(place).state, arrival.folder.exists()) == ("expired", False)


def test_bytes_wait_for_a_week_and_reports_for_a_month(operate, press):
    place = bring(operate, press[1])
    work()
    arrival = standing(place)
    with tenancy.transaction(None):
        db.session.merge(arrival).updated_at = utcnow() - BYTES_KEPT
        db.session.flush()
    with tenancy.transaction(None, ANONYMOUS):
        forget_old_arrivals()
    assert (standing(place).state, arrival.folder.exists()) == ("expired", False)
    with tenancy.transaction(None):
        db.session.merge(standing(place)).created_at = utcnow() - KEPT
    with tenancy.transaction(None, ANONYMOUS):
        forget_old_arrivals()
    with tenancy.bind(None):
        assert db.session.get(SiteArrival, arrival.id) is None
