"""Pages of a site: what stays true, right below its address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.models import Autosave, Page, Post
from educrowd.blueprints.blog.publishing import publish_due_posts
from educrowd.blueprints.blog.signals import post_published
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from tests.blog.conftest import fields_of, photo
from tests.queries import queries
from tests.structured import structured


@pytest.fixture
def page(nell):
    """`page("About us")` is public, `page("About us", published=False)` a draft; Nell's."""

    def write(title: str, *, published: bool = True, text: str = "We print by hand.", **rest) -> Page:
        current.user = nell
        page = Page.draft(title, body_markdown=text, **rest)
        if published:
            page.publish()
        db.session.commit()
        return page

    return write


@pytest.fixture
def editor(studio):
    """`editor(page)` opens it: answers `send(path, **changes)`, which submits the form."""

    def opened(page):
        browser = studio()
        hidden = fields_of(browser.get(f"/studio/pages/{page.id}/edit"))

        def send(noun="", htmx=False, **changes):
            form = {"title": page.title, "body_markdown": page.body_markdown, "slug": page.slug, **hidden, **changes}
            return browser.submit(f"/studio/pages/{page.id}{noun}", htmx=htmx, **form)

        return send

    return opened


def fresh(page):
    db.session.expire_all()
    return db.session.get_one(Page, page.id)


def test_a_page_is_read_right_below_the_address_of_the_site(page, visitor):
    page("About us", text="We print **by hand**.")
    seen = visitor.get("/about-us")
    assert seen.status_code == 200 and "<strong>by hand</strong>" in seen.text
    assert '<link rel="canonical"' in seen.text and '/about-us">' in seen.text
    assert '<meta name="description" content="We print by hand.">' in seen.text
    assert '"@type": "WebPage"' in seen.text and "min to read" not in seen.text


def test_a_draft_is_nobodys_to_read(page, visitor):
    page("About us", published=False)
    assert visitor.get("/about-us").status_code == 404
    assert [visitor.get(path).status_code for path in ("/wp-login.php", "/%00", "/blog/a%00b")] == [404, 404, 404]


def test_a_page_is_no_post(page, write, visitor, nell):
    with post_published.connected_to(lambda *_, **__: pytest.fail("a page was announced as a post")):
        about = page("Ink and paper")
    write("Ink", days_ago=1)
    assert [post.title for post in db.session.scalars(Post.published())] == ["Ink"]
    assert db.session.get(Post, about.id) is None
    assert "Ink and paper" not in visitor.get("/feed.xml").text + visitor.get("/blog/").text + visitor.get("/").text
    assert visitor.get("/blog/ink-and-paper").status_code == 404
    assert 'rel="next"' not in visitor.get("/blog/ink").text
    assert visitor.get("/api/v1/blog/posts/").json["meta"]["total"] == 1
    assert visitor.get(f"/api/v1/blog/posts/{about.id}/").status_code == 404


def test_a_page_and_a_post_may_have_one_name(page, write, visitor):
    page("Ink", text="For good.")
    write("Ink", text="Of today.", days_ago=1)
    assert "For good." in visitor.get("/ink").text and "Of today." in visitor.get("/blog/ink").text


@pytest.mark.parametrize("slug", ["courses", "blog", "studio", "search", "login", "api", "healthz"])
def test_no_page_takes_an_address_of_the_application(page, slug):
    assert page(slug.title()).slug == f"{slug}-2"
    with pytest.raises(Invalid, match="The site itself uses"):
        page("Another", slug=slug)


def test_the_applications_own_addresses_win(page, visitor):
    about = page("About us")
    about.slug = "courses"
    db.session.commit()
    assert visitor.get("/courses").status_code == 308 and "We print" not in visitor.get("/courses/").text


def test_a_new_address_leads_on_from_the_old_one(page, editor, visitor):
    about = page("About us")
    assert editor(about)(slug="who-we-are").status_code == 303
    moved = visitor.get("/about-us")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/who-we-are")
    again = page("About us")
    assert again.slug == "about-us" and visitor.get("/about-us").status_code == 200


def test_nell_begins_a_page_in_the_studio(studio):
    browser = studio()
    assert "No pages yet" in browser.get("/studio/pages/").text
    assert "Give it a title" in browser.submit("/studio/pages/", title=" ").text
    answer = browser.submit("/studio/pages/", title="About us")
    page = db.session.scalars(select(Page)).one()
    assert answer.headers["Location"] == f"/studio/pages/{page.id}/edit"
    shown = browser.get(f"/studio/pages/{page.id}/edit").text
    assert "Edit “About us”" in shown and 'name="series"' not in shown and f"/studio/pages/{page.id}/autosave" in shown
    assert "About us" in browser.get("/studio/pages/").text and page.title not in browser.get("/studio/posts/").text


def test_a_page_is_published_and_taken_back(page, editor, visitor):
    about = page("About us", published=False)
    send = editor(about)
    assert send("/publication", body_markdown="The last word.").status_code == 303
    assert "The last word." in visitor.get("/about-us").text
    editor(fresh(about))("/withdrawal")
    assert visitor.get("/about-us").status_code == 404


def test_a_page_can_wait_for_its_time(page, visitor, nell):
    about = page("About us", published=False)
    about.schedule(utcnow() + timedelta(hours=1))
    about.published_at = utcnow() - timedelta(seconds=1)
    db.session.commit()
    publish_due_posts()
    db.session.commit()
    assert visitor.get("/about-us").status_code == 200


def test_nothing_typed_in_a_page_is_lost(page, editor, studio):
    about = page("About us")
    send = editor(about)
    assert "Kept at" in send("/autosave", htmx=True, body_markdown="Not yet saved.").text
    assert db.session.scalars(select(Autosave)).one().body_markdown == "Not yet saved."
    assert "Not yet saved." in send("/preview", body_markdown="Not yet saved.").text
    about.rewrite(about.version, body_markdown="Somebody else's.")
    db.session.commit()
    assert send("/autosave", htmx=True, body_markdown="Mine.").status_code == 409
    both = send(body_markdown="Mine.")
    assert both.status_code == 409 and "Mine." in both.text and "Somebody else&#39;s." in both.text
    assert f'action="/studio/pages/{about.id}"' in both.text


def test_versions_of_a_page_are_compared_and_brought_back(page, editor, studio):
    about = page("About us", text="One.")
    editor(about)(body_markdown="Two.")
    browser = studio()
    listed = browser.get(f"/studio/pages/{about.id}/revisions").text
    assert "Versions" in listed and 'href="/studio/pages/"' in listed
    assert "<ins>" in browser.get(f"/studio/pages/{about.id}/revisions/2").text
    browser.submit(f"/studio/pages/{about.id}/revisions/1/restoration", version=2)
    assert fresh(about).body_markdown == "One."


def test_a_picture_gets_into_a_page(page, editor):
    about = page("About us")
    answer = editor(about)("/images", image=(photo(), "press.jpg"), alt="Our press")
    assert answer.status_code == 303 and answer.headers["Location"].startswith(
        f"/studio/pages/{about.id}/edit?unsaved="
    )


def test_a_draft_of_a_page_is_shown_to_somebody(page, studio, visitor):
    about = page("About us", published=False)
    browser = studio()
    browser.submit(f"/studio/pages/{about.id}/draft-links", days="7")
    shown = browser.get(f"/studio/pages/{about.id}/draft-links").text
    path = shown.partition("/blog/drafts/")[2].partition('"')[0]
    assert "We print by hand." in visitor.get(f"/blog/drafts/{path}").text


def test_a_page_is_deleted(page, studio, visitor):
    about = page("About us")
    browser = studio()
    assert "Delete the page" in browser.get(f"/studio/pages/{about.id}/deletion").text
    browser.submit(f"/studio/pages/{about.id}/deletion")
    assert visitor.get("/about-us").status_code == 404


def test_who_writes_posts_alone_does_not_write_pages(page, studio, ben, write):
    about, ink = page("About us"), write("Ink")
    browser = studio(ben)
    assert browser.get("/studio/pages/").status_code == 403
    assert browser.submit(f"/studio/pages/{about.id}/autosave", title="Mine").status_code == 403
    assert browser.get(f"/studio/posts/{about.id}/edit").status_code == 404
    assert studio().get(f"/studio/pages/{ink.id}/edit").status_code == 404
    assert 'href="/studio/pages/"' not in browser.get("/studio/").text


def test_a_page_says_what_it_is_to_machines(page, visitor, demo):
    page("About us", text="We print.")
    said = structured(visitor.get("/about-us").text)
    assert (said["@type"], said["name"], said["url"]) == ("WebPage", "About us", f"{demo.origin}/about-us")


def test_a_page_is_in_the_sitemap_and_in_the_search(page, visitor):
    page("About us", text="We print by hand on a letterpress.")
    page("Imprint", published=False, text="A letterpress, too.")
    assert "/about-us</loc>" in visitor.get("/sitemap.xml").text
    assert "/imprint" not in visitor.get("/sitemap.xml").text
    found = visitor.get("/api/v1/search/?q=letterpress").json["data"]
    assert [(one["kind"], one["url"].partition("/about")[1]) for one in found] == [("page", "/about")]
    shown = visitor.get("/search?q=letterpres&kind=page")
    assert "About us" in shown.text and "Imprint" not in shown.text


def test_a_program_keeps_pages(client, nell, visitor):
    api = client(nell)
    made = api.post("/api/v1/blog/pages/", json={"title": "About us", "body_markdown": "Hello.", "status": "published"})
    assert made.status_code == 201 and made.json["data"]["url"].endswith("/about-us")
    id = made.json["data"]["id"]
    assert "Hello." in visitor.get("/about-us").text
    changed = api.patch(f"/api/v1/blog/pages/{id}/", json={"slug": "us", "version": 1})
    assert changed.json["data"]["slug"] == "us" and visitor.get("/about-us").status_code == 301
    assert api.patch(f"/api/v1/blog/pages/{id}/", json={"title": "We", "version": 1}).status_code == 409
    refused = api.put(f"/api/v1/blog/pages/{id}/", json={"title": "We", "slug": "courses"})
    assert refused.status_code == 422 and refused.json["errors"][0]["field"] == "slug"
    assert visitor.get("/api/v1/blog/pages/").json["meta"]["total"] == 1
    assert api.delete(f"/api/v1/blog/pages/{id}/").status_code == 204
    assert visitor.get(f"/api/v1/blog/pages/{id}/").status_code == 404


def test_a_program_brings_a_former_text_of_a_page_back(page, client, nell, ben):
    about = page("About us", text="One.")
    about.rewrite(body_markdown="Two.")
    db.session.commit()
    api, path = client(nell), f"/api/v1/blog/pages/{about.id}/revisions/"
    assert [one["version"] for one in api.get(path).json["data"]] == [2, 1]
    assert api.get(f"{path}1/").json["data"]["body_markdown"] == "One."
    assert api.post(f"{path}1/restoration/", json={"version": 1}).status_code == 409
    assert api.post(f"{path}1/restoration/", json={"version": 2}).json["data"]["body_markdown"] == "One."
    assert client(ben).get(path).status_code == 403 and api.get(f"{path}9/").status_code == 404


def test_drafts_of_pages_are_for_editors_alone(page, client, nell, ben, visitor):
    draft = page("Plans", published=False)
    assert client(ben).get("/api/v1/blog/pages/").json["data"] == []
    assert visitor.get(f"/api/v1/blog/pages/{draft.id}/").status_code == 404
    assert [one["title"] for one in client(nell).get("/api/v1/blog/pages/?status=draft").json["data"]] == ["Plans"]


def test_reading_a_page_asks_the_database_once(page, visitor):
    page("About us")
    visitor.get("/about-us?x=1")
    with queries() as seen:
        visitor.get("/about-us?x=2")
    assert len(seen) == 1, seen
