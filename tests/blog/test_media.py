"""The pictures of a site: listed, chosen again, described and deleted, on pages and through the API."""

from __future__ import annotations

import re
import threading
import time
from base64 import b64encode
from datetime import timedelta

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.media import bringing, removing
from educrowd.blueprints.blog.media.removing import remove, remove_unused
from educrowd.blueprints.blog.media.uses import uses_of
from educrowd.blueprints.blog.models import FrontPage, Media, Page, Post, Revision, Subscriber
from educrowd.blueprints.crowdfunding.models import Project, ProjectMember
from educrowd.blueprints.lms.models import Course
from educrowd.core import allowances, files, tenancy
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from tests.blog.conftest import fields_of, photo
from tests.blog.test_api import data, refused
from tests.jobs import run_jobs
from tests.queries import queries
from tests.races import at_once, meet_before

DESK, API = "/studio/media/", "/api/v1/blog/media/"


@pytest.fixture
def keep(nell):
    """`keep("jar", by=ben)` is a picture that Ben brought some days ago; Nell's unless said."""

    def keep(name: str, *, by=None, alt: str = "", days_ago: int = 3) -> Media:
        current.user = by or nell
        picture = Media.upload(photo(), name=f"{name}.jpg", alt=alt or f"A {name}", decorative=False)
        picture.created_at = utcnow() - timedelta(days=days_ago)
        db.session.commit()
        return picture

    return keep


def kept(picture: Media) -> list[bool]:
    return [files.path_of(f"{picture.public_id}-{width}.webp").is_file() for width in picture.widths]


def there(id: int) -> bool:
    db.session.expire_all()
    return db.session.get(Media, id) is not None


def used(picture: Media) -> list[str]:
    db.session.expire_all()
    return [str(use) for use in uses_of([picture])[picture.public_id]]


def test_used_is_what_stands_in_a_text_now_and_nothing_else(keep, write, nell, studio):
    jar, post = keep("jar"), write("Ink")
    assert used(jar) == []
    post.rewrite(body_markdown=jar.markdown)
    db.session.commit()
    assert used(jar) == ["Post “Ink”"]
    post.schedule(utcnow() + timedelta(days=1))
    page = Page.draft("About", body_markdown=f"[the file]({jar.url})")
    page.publish()
    db.session.add(FrontPage(blocks=[], published=[{"id": "a", "kind": "hero", "picture": jar.url}]))
    course = Course(title="Optics", slug="optics", currency="EUR", instructor_id=nell.id, description=jar.markdown)
    project = Project(
        title="A press", slug="press", currency="EUR", creator_id=nell.id, story=jar.markdown, goal_amount=1
    )
    db.session.add_all([course, project])
    db.session.commit()
    nell.take("owner")
    db.session.commit()
    assert used(jar) == ["Course “Optics”", "Front page", "Page “About”", "Post “Ink”", "Project “A press”"]
    for thing in (course, project, FrontPage.here()):
        db.session.delete(thing)
    page.delete()
    post.rewrite(body_markdown="Without it.")
    db.session.commit()
    assert used(jar) == [] and db.session.scalars(select(Revision).where(Revision.body_markdown == jar.markdown)).all()
    typed = fields_of((browser := studio()).get(f"/studio/posts/{post.id}/edit"))
    browser.submit(f"/studio/posts/{post.id}/autosave", title="Ink", body_markdown=jar.markdown, **typed)
    assert used(jar) == ["Post “Ink (not saved yet)”"]


def test_a_picture_goes_with_its_files_once_nothing_shows_it(keep, write, studio, visitor):
    jar, browser = keep("jar"), studio()
    post, url, before = write("Ink", text=jar.markdown, days_ago=1), jar.url, allowances._amount("storage_mb")
    there_now = browser.get(f"{DESK}{jar.id}/deletion")
    assert "is in use" in there_now.text and f"/studio/posts/{post.id}/edit" in there_now.text
    refused_page = browser.submit(f"{DESK}{jar.id}/deletion")
    assert refused_page.status_code == 409 and ">Ink</a>" in refused_page.text
    assert there(jar.id) and all(kept(jar)) and visitor.get(url).status_code == 200
    db.session.delete(post)
    db.session.commit()
    db.session.expire_all()
    remove(jar)
    assert all(kept(jar)), "not before the commit"
    db.session.rollback()
    assert there(jar.id) and all(kept(jar)), "not where it was taken back"
    size = jar.size_bytes
    assert browser.submit(f"{DESK}{jar.id}/deletion").headers["Location"] == DESK
    assert visitor.get(url).status_code == 404 and allowances._amount("storage_mb") == before - size
    assert browser.get(f"{DESK}{jar.id}").status_code == 404


def test_letters_keep_a_picture_until_somebody_says_so(keep, write, studio, client, nell):
    jar, browser = keep("jar"), studio()
    post = write("Ink", text=jar.markdown, days_ago=1)
    Subscriber.known("hana@letters.example").confirm()
    db.session.commit()
    browser.submit(f"/studio/posts/{post.id}/newsletter", audience="subscribers")
    run_jobs()
    db.session.delete(db.session.get_one(Post, post.id))
    db.session.commit()
    assert "In letters" in browser.get(DESK).text and jar.name not in browser.get(f"{DESK}?state=unused").text
    assert remove_unused() == 0
    refused(client(nell).delete(f"{API}{jar.id}/"), 409, "in_letters")
    asked = browser.submit(f"{DESK}{jar.id}/deletion")
    assert asked.status_code == 409 and "letters that were sent" in asked.text and there(jar.id)
    assert browser.submit(f"{DESK}{jar.id}/deletion", even_from_letters="y").status_code == 303
    assert not there(jar.id)


def test_unused_ones_go_together_but_for_what_is_new_or_anothers(keep, write, studio, ben):
    jar, pen, new = keep("jar"), keep("pen", by=ben), keep("cup", days_ago=0)
    shown = keep("press")
    write("Ink", text=shown.markdown)
    ids = {picture.name: picture.id for picture in (jar, pen, new, shown)}
    listed = studio(ben).get(f"{DESK}?state=unused").text
    assert all(name in listed for name in ("jar.jpg", "pen.jpg", "cup.jpg")) and "press.jpg" not in listed
    assert re.findall(r'<span class="count">(\d+)', listed[listed.index("Pictures by use") :])[:2] == ["4", "3"]
    asked = studio(ben).get(f"{DESK}unused/deletion").text
    assert "Delete 1 picture that" in asked and "pen.jpg" in asked and "jar.jpg" not in asked
    assert studio(ben).submit(f"{DESK}unused/deletion").status_code == 303
    assert {name for name, id in ids.items() if there(id)} == {"jar.jpg", "cup.jpg", "press.jpg"}
    studio().submit(f"{DESK}unused/deletion")
    assert {name for name, id in ids.items() if there(id)} == {"cup.jpg", "press.jpg"}


def test_the_list_finds_by_name_and_words_and_hides_what_is_not_ones_business(keep, write, studio, ben, new_person):
    jar, pen = keep("jar", alt="Black ink"), keep("pen", by=ben, alt="100% steel")
    write("Secret plans", text=jar.markdown)
    write("Out", text=f"{jar.markdown}\n\n{pen.markdown}", days_ago=1)
    bens, nells = studio(ben).get(DESK).text, studio().get(DESK).text
    assert "Secret plans" in nells and "Secret plans" not in bens and "A text of somebody else" in bens
    assert ">Out</a>" in nells and "Post “Out”" in bens and ">Out</a>" not in bens, "no way to what he may not change"
    assert "![Black ink](/files/" in bens and f'src="{jar.thumbnail}"' in bens
    assert bens.index("pen.jpg") < bens.index("jar.jpg")
    for words, found in (("BLACK", ["jar"]), ("pen.", ["pen"]), ("%", ["pen"]), ("nothing", [])):
        page = studio().get(DESK, query_string={"q": words}).text
        assert [name for name in ("jar", "pen") if f"{name}.jpg" in page] == found
    helper = new_person("hal", "collaborator")
    assert "jar.jpg" not in studio(helper).get(DESK).text and studio(helper).get(f"{DESK}{jar.id}").status_code == 404
    assert studio(ben).get(f"{DESK}{jar.id}/deletion").status_code == 403


def test_what_it_shows_is_said_anew_for_the_next_text(keep, studio, ben, write):
    jar, browser = keep("jar"), studio(ben)
    post = write("Ink", text=jar.markdown, days_ago=1)
    assert browser.submit(f"{DESK}{jar.id}", alt=" ").status_code == 422
    assert browser.submit(f"{DESK}{jar.id}", alt="x" * 501).status_code == 422
    assert browser.submit(f"{DESK}{jar.id}", alt="Black  ink [old]").status_code == 303
    db.session.expire_all()
    assert (jar.alt, jar.markdown) == ("Black ink [old]", f"![Black ink \\[old\\]]({jar.url})")
    assert 'alt="A jar"' in post.body_html


@pytest.mark.parametrize("htmx", [False, True])
def test_an_earlier_picture_is_put_into_the_text(keep, write, studio, ben, new_person, htmx):
    jar, pen = keep("jar"), keep("pen")
    post, browser = write("Ink", by=ben), studio(ben)
    edit = browser.get(f"/studio/posts/{post.id}/edit")
    assert f'name="picture" value="{jar.id}"' in edit.text
    typed = {**fields_of(edit), "title": "Ink", "body_markdown": "One.\n\nTwo.", "cursor": "4"}
    choice = f"/studio/posts/{post.id}/images/choice"
    answer = browser.submit(choice, htmx=htmx, picture=str(jar.id), **typed)
    shown = answer if htmx else browser.get(answer.headers["Location"])
    assert f"One.\n\n{jar.markdown}\n\nTwo." in shown.text
    for odd in ("999999", "x", "", str(2**70)):
        assert browser.submit(choice, htmx=htmx, picture=odd, **typed).status_code == 404
    found = browser.get(f"/studio/posts/{post.id}/images?q=PEN", headers={"HX-Request": "true"}).text
    assert f'value="{pen.id}"' in found and f'value="{jar.id}"' not in found
    assert browser.get(f"/studio/posts/{post.id}/images?q=PEN").headers["Location"] == f"{DESK}?q=PEN"


def test_programs_do_the_same(keep, write, client, nell, ben, visitor, demo):
    api = client(nell)
    sent = {"name": "jar.jpg", "content": b64encode(photo().read()).decode(), "alt": "A jar"}
    key = {"Idempotency-Key": "jar-1"}
    made = api.post(API, json=sent, headers=key)
    picture = data(made, 201)
    assert data(api.post(API, json=sent, headers=key), 201) == picture
    assert made.headers["Location"].endswith(f"{API}{picture['id']}/")
    assert picture["tenant_id"] == demo.id and picture["author"]["name"] == "Nell" and picture["uses"] == []
    assert visitor.get(picture["renditions"][0]["url"]).status_code == 200
    refused(api.post(API, json=sent | {"alt": ""}), 422, "invalid", "alt")
    refused(api.post(API, json=sent | {"content": "%"}), 422, "invalid", "content")
    refused(api.post(API, json=sent | {"content": "AAAA"}), 422, "invalid", "image")
    pen, here = keep("pen", by=ben), f"{API}{picture['id']}/"
    post = write("Ink", text=picture["markdown"], days_ago=1)
    listed = api.get(f"{API}?per_page=1&sort=name").get_json()
    assert (listed["meta"]["total"], listed["data"][0]["name"]) == (2, "jar.jpg")
    assert listed["data"][0]["uses"] == [{"kind": "Post", "title": "Ink", "url": f"/studio/posts/{post.id}/edit"}]
    assert [each["id"] for each in data(api.get(f"{API}?unused=true"))] == [pen.id]
    assert [each["id"] for each in data(api.get(f"{API}?q=PEN"))] == [pen.id]
    etag = api.get(here).headers["ETag"]
    assert data(api.patch(here, json={"alt": "Ink"}, headers={"If-Match": etag}))["alt"] == "Ink"
    assert api.patch(here, json={"alt": "Old"}, headers={"If-Match": etag}).status_code == 412
    assert data(api.patch(here, json={"decorative": True}))["markdown"].startswith("![](/files/")
    refused(api.patch(here, json={"decorative": False}), 422, "invalid", "alt")
    assert data(api.patch(here, json={"alt": "Ink"}))["decorative"] is False
    problem = api.delete(here)
    refused(problem, 409, "in_use")
    assert "Post “Ink”" in problem.get_json()["errors"][0]["message"]
    refused(client(ben).delete(here), 403, "forbidden")
    assert client(ben).delete(f"{API}{pen.id}/").status_code == 204
    db.session.delete(db.session.get_one(Post, post.id))
    db.session.commit()
    assert api.delete(here).status_code == 204 and api.get(here).status_code == 404
    assert visitor.get(API).status_code == 401


def test_only_who_has_a_text_for_a_picture_brings_one_and_not_too_many(client, nell, new_person, app, monkeypatch):
    helper, sent = new_person("hal", "collaborator"), {"name": "jar.jpg", "alt": "A jar"}
    sent["content"] = b64encode(photo().read()).decode()
    press = Project(title="A press", slug="press", currency="EUR", creator_id=nell.id, story="", goal_amount=1)
    db.session.add(press)
    db.session.commit()
    refused(client(helper).post(API, json=sent), 403, "forbidden")
    assert db.session.scalar(select(Media.id)) is None
    db.session.add(ProjectMember(project=press, user_id=helper.id, role="editor", invited_by_id=nell.id))
    db.session.commit()
    monkeypatch.setitem(app.config, "THROTTLING", True)
    monkeypatch.setattr(bringing, "RATE", "1 per hour")
    assert client(helper).post(API, json=sent).status_code == 201
    refused(client(helper).post(API, json=sent), 429, "rate_limited")


def test_another_sites_picture_is_not_there(keep, new_site, visit, client, studio, nell):
    elsewhere = new_site("elsewhere")
    with tenancy.transaction(elsewhere, type("Nell", (), {"id": 1, "name": "Nell"})()):
        for name in ("one", "two"):
            Media.upload(photo(), name=name, alt="Theirs", decorative=False)
    keep("jar")
    browser, api = studio(), client(nell)
    assert browser.get(f"{DESK}1").status_code == 200 and "Theirs" not in browser.get(DESK).text
    assert browser.get(f"{DESK}2").status_code == 404
    assert browser.submit(f"{DESK}2", alt="Mine").status_code == 404
    assert browser.submit(f"{DESK}2/deletion").status_code == 404
    none = api.get(f"{API}999999/").get_json()["errors"]
    for answer in (api.get(f"{API}2/"), api.patch(f"{API}2/", json={"alt": "Mine"}), api.delete(f"{API}2/")):
        assert (answer.status_code, answer.get_json()["errors"]) == (404, none)
    with tenancy.transaction(elsewhere):
        assert [picture.alt for picture in db.session.scalars(select(Media))] == ["Theirs", "Theirs"]


def test_whoever_saves_a_text_first_keeps_its_picture(keep, write, app, demo, client, nell, monkeypatch):
    """The deletion waits for the save, and sees it; of two deletions one says that it is gone."""
    jar, post, api = keep("jar"), write("Ink"), client(nell)
    here, text, post_id, saving = f"{API}{jar.id}/", jar.markdown, post.id, threading.Event()
    somebody = type("Nell", (), {"id": nell.id, "name": "Nell"})()
    db.session.commit()

    def save() -> None:
        with app.app_context(), tenancy.transaction(demo, somebody):
            db.session.get_one(Post, post_id).rewrite(body_markdown=text)
            saving.set()
            time.sleep(0.3)

    def delete() -> int:
        return saving.wait(5) and api.delete(here).status_code

    assert at_once(save, delete) == [None, 409] and there(jar.id)
    pen = keep("pen").id
    meet_before(monkeypatch, removing, "hold")
    gone = at_once(*(lambda: api.delete(f"{API}{pen}/").status_code for _ in range(2)))
    assert sorted(gone) == [204, 404] and not there(pen)


def test_one_picture_is_looked_for_alone_and_texts_are_read_before_it_is_locked(keep, write, client, nell):
    jar, api = keep("jar"), client(nell)
    write("Ink", text=jar.markdown)
    with queries() as asked:
        assert data(api.get(f"{API}{jar.id}/"))["uses"][0]["title"] == "Ink"
        refused(api.delete(f"{API}{jar.id}/"), 409, "in_use")
    places = [said for said in asked if "string_to_array" in said]
    assert len(places) == 2 and all("public_id IN" in said for said in places)
    assert not any("media" in said and "FOR UPDATE" in said for said in asked)
