"""Posts by several people, their pages and feeds, and posts that belong together."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import feedparser
import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.authoring import writers
from educrowd.blueprints.blog.models import Author, Post, Series
from educrowd.blueprints.blog.models.author import byline
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from tests.blog.conftest import fields_of
from tests.queries import queries
from tests.structured import structured


def fresh(post):
    db.session.expire_all()
    return db.session.get_one(Post, post.id)


def save(browser, post, **changes):
    hidden = fields_of(browser.get(f"/studio/posts/{post.id}/edit"))
    form = {"title": post.title, "body_markdown": post.body_markdown, "slug": post.slug, **hidden, **changes}
    return browser.submit(f"/studio/posts/{post.id}", **form)


# ---- authors ------------------------------------------------------------------------------------------


def test_two_people_write_a_post_and_both_stand_above_it(studio, write, ben, nell, visitor, demo):
    post = write("Ink", days_ago=1)
    save(studio(), post, co_authors=[str(ben.id)], names_authors="yes")
    assert fresh(post).byline == "Nell and Ben"
    page = visitor.get("/blog/ink").text
    assert 'rel="author" href="/blog/authors/nell"' in page and 'rel="author" href="/blog/authors/ben"' in page
    data = structured(page)
    assert [one["name"] for one in data["author"]] == ["Nell", "Ben"]
    assert data["author"][1]["url"] == f"{demo.origin}/blog/authors/ben"
    assert "Nell and Ben" in visitor.get("/blog/").text
    for path in ("/blog/authors/ben", "/blog/authors/nell"):
        assert "/blog/ink" in visitor.get(path).text


def test_who_writes_along_may_change_it_and_no_longer_when_taken_off(studio, write, ben, ada):
    post = write("Ink")
    assert studio(ben).get(f"/studio/posts/{post.id}/edit").status_code == 403
    post.place(co_authors=[ben])
    db.session.commit()
    assert studio(ben).get(f"/studio/posts/{post.id}/edit").status_code == 200
    assert "Ink" in studio(ben).get("/studio/posts/").text
    save(studio(), post, names_authors="yes")
    assert studio(ben).get(f"/studio/posts/{post.id}/edit").status_code == 403
    with pytest.raises(Invalid):
        writers([ada.id])


def test_a_form_that_does_not_name_authors_leaves_them(studio, write, ben):
    post = write("Ink", co_authors=[ben])
    save(studio(), post, names_authors="", body_markdown="More.")
    assert [author.name for author in fresh(post).authors] == ["Nell", "Ben"]


def test_the_keeper_is_named_first_and_once(write, nell, ben):
    post = write("Ink", co_authors=[ben, nell])
    assert [author.name for author in post.authors] == ["Nell", "Ben"]
    assert byline(["Ada"]) == "Ada" and byline(["Ada", "Ben", "Cy"]) == "Ada, Ben and Cy" and byline([]) == ""


def test_an_editor_changes_and_takes_off_the_name_of_somebody_without_an_account(studio, write, ben, visitor):
    post = write("Ink", days_ago=1, co_authors=[ben], guest_names=["Mira Hold"])
    assert "Mira Hold</textarea>" in studio().get(f"/studio/posts/{post.id}/edit").text
    save(studio(), post, guest_names="Mira Holt\n\n Otto  Reed ", names_authors="yes", co_authors=[str(ben.id)])
    assert fresh(post).byline == "Mira Holt, Otto Reed and Ben"
    assert visitor.get("/blog/authors/mira-holt").status_code == 200
    assert visitor.get("/blog/authors/mira-hold").status_code == 404
    save(studio(), post, guest_names="", names_authors="")
    assert fresh(post).byline == "Nell and Ben" and "Mira" not in visitor.get("/blog/ink").text
    page = save(studio(), post, guest_names="M" * 81)
    assert page.status_code == 422 and "at most 80 characters" in page.text and fresh(post).byline == "Nell and Ben"


def test_a_guest_who_wrote_something_else_keeps_their_page(write):
    first, second = write("Ink", guest_names=["Mira Holt"]), write("Pens", guest_names=["Mira Holt"])
    first.place(guest_names=[])
    assert (fresh(first).byline, fresh(second).byline) == ("Nell", "Mira Holt")


def test_nobody_but_an_editor_signs_with_the_name_of_another(studio, client, write, ben, nell):
    post = write("Ink", by=ben)
    assert "guest_names" not in studio(ben).get(f"/studio/posts/{post.id}/edit").text
    save(studio(ben), post, guest_names="The Mayor")
    assert fresh(post).byline == "Ben"
    at = f"/api/v1/blog/posts/{post.id}/"
    assert client(ben).patch(at, json={"guest_names": ["The Mayor"]}).status_code == 403
    named = client(nell).patch(at, json={"guest_names": ["Mira Holt"]}).get_json()["data"]["authors"]
    assert [one["name"] for one in named] == ["Mira Holt"]
    back = client(nell).patch(at, json={"guest_names": []}).get_json()["data"]["authors"]
    assert [one["name"] for one in back] == ["Ben"] and client(nell).patch(
        at, json={"guest_names": [""]}
    ).status_code == 422


def test_an_author_says_who_they_are(studio, write, visitor, ada):
    write("Ink", days_ago=1)
    browser = studio()
    assert browser.get("/studio/posts/author").status_code == 200
    assert browser.submit("/studio/posts/author", name=" ", bio="").status_code == 422
    browser.submit("/studio/posts/author", name="Nell Arden", bio="Grinds <mirrors>.")
    page = visitor.get("/blog/authors/nell").text
    assert "<h1>Nell Arden</h1>" in page and "Grinds &lt;mirrors&gt;." in page
    assert studio(ada).get("/studio/posts/author").status_code == 403
    assert visitor.get("/blog/authors/nobody").status_code == 404


def test_editors_say_who_others_are(studio, write, visitor, ben):
    write("Ink", days_ago=1, guest_names=["Mira Holt"])
    browser = studio()
    listed = browser.get("/studio/posts/authors/").text
    assert "Mira Holt" in listed and "Guest" in listed
    at = f"/studio/posts/authors/{db.session.scalars(select(Author.id).where(Author.name == 'Mira Holt')).one()}"
    assert browser.get(at).status_code == 200 and browser.submit(at, name=" ", bio="").status_code == 422
    assert browser.submit(at, name="Mira Holt", bio="Mixes <inks>.").status_code == 303
    assert "Mixes &lt;inks&gt;." in visitor.get("/blog/authors/mira-holt").text
    assert studio(ben).get("/studio/posts/authors/").status_code == studio(ben).get(at).status_code == 403
    assert studio(ben).submit(at, name="Somebody", bio="").status_code == 403


def test_an_author_has_feeds_that_strict_readers_take(write, ben, visitor, demo):
    write("Ink", days_ago=1, text="Black **umber**.", co_authors=[ben])
    write("Paper", days_ago=2)
    for suffix, version in (("xml", "rss20"), ("atom", "atom10")):
        body = visitor.get(f"/blog/authors/ben/feed.{suffix}").data
        ET.fromstring(body)
        feed = feedparser.parse(body)
        assert (feed.bozo, feed.version, [entry.title for entry in feed.entries]) == (False, version, ["Ink"])
        assert "<strong>umber</strong>" in feed.entries[0].content[0]["value"]
        assert [one["name"] for one in feed.entries[0].authors] == ["Nell", "Ben"]
    feed = visitor.get("/blog/authors/ben/feed.json").get_json()
    assert [one["name"] for one in feed["items"][0]["authors"]] == ["Nell", "Ben"]
    assert feed["items"][0]["authors"][1]["url"] == f"{demo.origin}/blog/authors/ben"
    assert visitor.get("/blog/authors/nobody/feed.xml").status_code == 404


# ---- series -------------------------------------------------------------------------------------------


def test_readers_walk_through_a_series_in_its_order(write, visitor):
    write("Third", days_ago=9, series="Making ink", part=3)
    write("First", days_ago=1, series="making INK", part=1)
    write("Second", days_ago=5, series="Making ink", part=2)
    write("Between", days_ago=3)
    write("Draft", series="Making ink", part=2)
    page = visitor.get("/blog/second").text
    assert 'rel="prev" href="/blog/first"' in page and 'rel="next" href="/blog/third"' in page
    assert 'Part 2 of 3 of <a href="/blog/series/making-ink">Making ink</a>' in page
    listed = visitor.get("/blog/series/making-ink").text
    assert listed.index("First") < listed.index("Second") < listed.index("Third") and "Draft" not in listed
    assert 'rel="prev"' not in visitor.get("/blog/first").text
    assert visitor.get("/blog/series/none").status_code == 404


def test_the_editor_puts_a_post_at_the_end_and_takes_it_out(studio, write):
    write("First", days_ago=2, series="Making ink")
    post, browser = write("Second"), studio()
    save(browser, post, series="Making ink")
    assert (fresh(post).series.title, post.series_part) == ("Making ink", 2)
    assert 'value="Making ink"' in browser.get(f"/studio/posts/{post.id}/edit").text
    save(browser, post, series="Making ink", part="7")
    assert fresh(post).series_part == 7
    save(browser, post, series="Making ink", body_markdown="Words.")
    assert fresh(post).series_part == 7
    assert save(browser, post, series="Making ink", part="0").status_code == 422
    save(browser, post, series="")
    assert (fresh(post).series, post.series_part) == (None, None)


# ---- what to read next, programs ----------------------------------------------------------------------


def test_posts_about_the_same_things_are_offered(write, visitor):
    write("Ink", days_ago=9, tags=["Craft", "Black"])
    write("Black ink", days_ago=8, tags=["Craft", "Black"])
    write("Paper", days_ago=1, tags=["Craft"])
    write("Bread", days_ago=1, tags=["Food"])
    write("Secret", tags=["Craft", "Black"])
    page = visitor.get("/blog/ink").text
    part = page[page.index("About the same things") :]
    assert part.index("Black ink") < part.index("Paper")
    assert "Bread" not in part and "Secret" not in page
    assert "About the same things" not in visitor.get("/blog/bread").text


PAGES = ("/blog/authors/nell", "/blog/series/making-ink", "/blog/post-0", "/blog/authors/nell/feed.xml")


@pytest.mark.parametrize("path", PAGES)
def test_more_posts_cost_no_more_queries(write, visitor, ben, path):
    def questions(end):
        with queries() as seen:
            assert visitor.get(f"{path}?{end}").status_code == 200
        return len(seen)

    for number in range(2):
        write(f"Post {number}", days_ago=3, series="Making ink", tags=["Craft"], co_authors=[ben])
    few = questions("first")
    for number in range(2, 9):
        write(f"Post {number}", days_ago=2, series="Making ink", tags=["Craft"], co_authors=[ben])
    assert questions("second") == few


def test_authors_and_series_through_the_api(client, nell, ben, write, visitor):
    at = "/api/v1/blog/posts/"
    body = {"title": "Ink", "body_markdown": "Black.", "series": "Making ink", "status": "published"}
    body |= {"co_author_ids": [ben.id]}
    post = client(nell).post(at, json=body).get_json()["data"]
    assert post["series"]["title"] == "Making ink" and post["series"]["part"] == 1
    assert [one["name"] for one in post["authors"]] == ["Nell", "Ben"]
    patched = client(ben).patch(f"{at}{post['id']}/", json={"part": 4, "series": "Making ink"}).get_json()["data"]
    assert patched["series"]["part"] == 4 and len(patched["authors"]) == 2
    assert client(nell).patch(f"{at}{post['id']}/", json={"co_author_ids": [2**40]}).status_code == 422
    authors = visitor.get("/api/v1/blog/authors/").get_json()["data"]
    assert [one["name"] for one in authors] == ["Ben", "Nell"]
    assert [one["title"] for one in visitor.get("/api/v1/blog/series/").get_json()["data"]] == ["Making ink"]
    one = f"/api/v1/blog/authors/{authors[0]['id']}/"
    assert client(ben).patch(one, json={"bio": "Binds books."}).get_json()["data"]["bio"] == "Binds books."
    theirs = f"/api/v1/blog/authors/{authors[1]['id']}/"
    assert client(ben).patch(theirs, json={"bio": "x"}).status_code == 403
    assert client(nell).patch(one, json={"bio": "Edited."}).status_code == 200
    assert visitor.get(one).get_json()["data"]["slug"] == "ben"
    gone = client(nell).put(f"{at}{post['id']}/", json={"title": "Ink"}).get_json()["data"]
    assert gone["series"] is None and len(gone["authors"]) == 2
    assert len(db.session.scalars(select(Series)).all()) == 1 and len(db.session.scalars(select(Author)).all()) == 2
