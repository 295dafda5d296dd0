"""Tags and series are renamed, described, merged, put in order and deleted; addresses lead on, posts stay."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.filing import series as serial
from educrowd.blueprints.blog.filing import tags as tagging
from educrowd.blueprints.blog.filing.tags import change, merge, remove
from educrowd.blueprints.blog.models import FrontPage, Post, Redirect, Series, Tag
from educrowd.blueprints.blog.models.slugs import slug_of_name
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from tests.queries import queries
from tests.races import at_once, meet_before

TAGS, SERIES = "/api/v1/blog/tags/", "/api/v1/blog/series/"


def tag(slug) -> Any:
    db.session.expire_all()
    return db.session.scalars(select(Tag).where(Tag.slug == slug)).one_or_none()


def series(slug) -> Any:
    db.session.expire_all()
    return db.session.scalars(select(Series).where(Series.slug == slug)).one_or_none()


def acts(action):
    return db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all()


def leads(visitor, path):
    answer = visitor.get(path)
    return answer.status_code, answer.headers.get("Location")


def test_a_tag_gets_another_name_and_its_words_stand_everywhere_at_once(studio, write, visitor):
    post = write("Black", days_ago=1, tags=["Ink"])
    page = FrontPage.locked([{"kind": "posts", "tag": "ink"}, {"kind": "text"}])
    page.published = page.blocks
    db.session.commit()
    assert visitor.get("/blog/tags/ink").status_code == 200
    browser, changed = studio(), post.updated_at
    at = f"/studio/posts/tags/{tag('ink').id}"
    assert 'value="Ink"' in browser.get(at).text and "1 post has it" in browser.get(at).text
    words = 'All that is <b>black</b> & "runs".\nTwice.'
    browser.submit(at, name="Printing ink", description=words)
    shown = visitor.get("/blog/tags/printing-ink")
    said = "All that is &lt;b&gt;black&lt;/b&gt; &amp; &#34;runs&#34;. Twice."
    assert f'<p class="lead">{said}</p>' in shown.text and f'name="description" content="{said}"' in shown.text
    assert leads(visitor, "/blog/tags/ink?page=2") == (301, "/blog/tags/printing-ink")
    assert leads(visitor, "/blog/tags/ink/feed.xml") == (301, "/blog/tags/printing-ink/feed.xml")
    assert "<category>Printing ink</category>" in visitor.get("/feed.xml").text
    assert "subtitle>All that is &lt;b&gt;black" in visitor.get("/blog/tags/printing-ink/feed.atom").text
    assert "/blog/tags/printing-ink<" in visitor.get("/sitemap.xml").text
    db.session.expire_all()
    assert FrontPage.here().blocks[0]["tag"] == FrontPage.here().published[0]["tag"] == "printing-ink"
    assert acts("tag.renamed")[0].details["before"] == "Ink"
    assert db.session.get(Post, post.id).updated_at == changed
    # A third name: both former ones lead straight there. The first name again: nothing leads away from it.
    change(tag("printing-ink"), name="Farbe")
    db.session.commit()
    assert leads(visitor, "/blog/tags/ink") == leads(visitor, "/blog/tags/printing-ink") == (301, "/blog/tags/farbe")
    change(tag("farbe"), name="ink")
    db.session.commit()
    assert visitor.get("/blog/tags/ink").status_code == 200
    assert leads(visitor, "/blog/tags/farbe/feed.json") == (301, "/blog/tags/ink/feed.json")


def test_what_was_renamed_or_merged_does_not_come_back_by_its_former_name(write, visitor):
    post = write("Black", days_ago=1, tags=["Ink", "Dye", "Тушь"], series="Making ink")
    change(tag("ink"), name="Чернила")
    serial.change(series("making-ink"), title="Colors")
    write("Red", tags=["Paint"])
    merge(tag("dye"), tag("paint"))
    db.session.commit()
    for _ in ("an editor that was open, a program, an import", "again"):
        post = db.session.get(Post, post.id)
        post.rewrite(tags=["INK", "Dye", "paint", "Тушь", "New"], series="making ink")
        db.session.commit()
        assert {each.name for each in post.tags} == {"Чернила", "Paint", "Тушь", "New"}
        assert post.series.title == "Colors"
    assert (tag("ink"), tag("dye"), series("making-ink")) == (None, None, None)
    assert leads(visitor, "/blog/series/making-ink") == (301, "/blog/series/colors")
    with queries() as few:
        Tag.named(["Ink", "Newer"])
    with queries() as many:
        Tag.named(["Ink", "Dye", "A", "B", "C"])
    assert len(few) == len(many) <= 5
    # What leads to no tag is a name like any other.
    db.session.add(Redirect(path="/blog/tags/about", target="/about"))
    db.session.flush()
    assert [each.slug for each in Tag.named(["About"])] == ["about"]


def test_a_name_that_is_another_tags_is_refused_in_words(studio, write):
    write("Black", tags=["Ink", "Paper", "Тушь"])
    browser, at = studio(), f"/studio/posts/tags/{tag('ink').id}"
    for name, words in {"paper!": "Another tag is called that", "a, b": "no comma", "…": "letters or digits"}.items():
        answer = browser.submit(at, name=name)
        assert answer.status_code == 422 and words in answer.text and tag("ink").name == "Ink"
    assert browser.submit(at, name="x" * 41).status_code == browser.submit(at, name="").status_code == 422
    browser.submit(at, name="INK", description="")
    assert (tag("ink").name, db.session.scalars(select(Redirect)).all()) == ("INK", [])
    browser.submit(f"/studio/posts/tags/{tag('тушь').id}", name="Чернила")
    assert leads(browser, "/blog/tags/тушь") == (301, "/blog/tags/%D1%87%D0%B5%D1%80%D0%BD%D0%B8%D0%BB%D0%B0")


def test_merged_tags_are_one_on_every_post_and_deleted_ones_on_none(studio, write, visitor):
    both, one = write("Both", days_ago=1, tags=["Ink", "Inks"]), write("One", tags=["Inks", "Paper"])
    browser, gone = studio(), tag("inks").id
    change(tag("inks"), name="Tints")
    db.session.commit()
    at = f"/studio/posts/tags/{gone}"
    asked = browser.get(f"{at}/merge").text
    assert "2 posts get the other tag" in asked and '<option value="Ink">' in asked
    for into, words in {"Tints": "another tag than this one", "Nothing": "no tag of this name"}.items():
        answer = browser.submit(f"{at}/merge", into=into)
        assert answer.status_code == 422 and words in answer.text
    browser.submit(f"{at}/merge", into="ink")
    assert tag("tints") is None
    assert [each.name for each in db.session.get(Post, both.id).tags] == ["Ink"]
    assert [each.name for each in db.session.get(Post, one.id).tags] == ["Ink", "Paper"]
    assert leads(visitor, "/blog/tags/inks") == leads(visitor, "/blog/tags/tints") == (301, "/blog/tags/ink")
    assert acts("tag.merged")[0].details["tag"] == "Tints" and browser.get(at).status_code == 404
    at = f"/studio/posts/tags/{tag('ink').id}/deletion"
    assert "2 posts lose it and stay" in browser.get(at).text
    browser.submit(at)
    assert tag("ink") is None and db.session.get(Post, one.id).tags[0].name == "Paper"
    assert [leads(visitor, path)[0] for path in ("/blog/tags/ink", "/blog/tags/inks", "/blog/both")] == [404, 404, 200]
    assert acts("tag.deleted")[0].subject_name == "Ink" and db.session.scalars(select(Redirect)).all() == []


def test_a_series_has_the_letters_of_its_own_script_in_its_address(write, visitor):
    write("One", days_ago=1, series="Making ink")
    serial.change(series("making-ink"), title="Урок 1")
    db.session.commit()
    assert leads(visitor, "/blog/series/making-ink") == (301, quote("/blog/series/урок-1"))
    assert "Урок 1" in visitor.get("/blog/series/урок-1").text
    # Numbers alone make no two titles the same, and marks are part of words.
    assert write("Two", series="Глава 1").series.slug == "глава-1"
    serial.change(series("урок-1"), title="हिन्दी")
    db.session.commit()
    for former in ("урок-1", "making-ink"):
        assert leads(visitor, f"/blog/series/{former}") == (301, quote("/blog/series/हिन्दी"))
    assert visitor.get("/blog/series/हिन्दी").status_code == 200
    assert write("Three", series="УРОК 1").series.title == "हिन्दी"
    assert (write("Four", series="Café Wörter").series.slug, slug_of_name("Я" * 90)) == ("cafe-worter", "я" * 80)


def test_a_series_is_renamed_put_in_order_and_taken_apart(studio, write, visitor):
    posts = [write(name, days_ago=1, series="Making ink") for name in ("Gall", "Soot")]
    draft, changed = write("Lapis", series="Making ink"), posts[0].updated_at
    browser, id = studio(), series("making-ink").id
    at = f"/studio/posts/series/{id}"
    assert ">3<" in browser.get("/studio/posts/series/").text
    browser.submit(f"{at}/parts/{draft.id}/move", direction="up")
    moved = browser.submit(f"{at}/parts/{posts[0].id}/move", htmx=True, direction="down")
    assert moved.text.index("Lapis") < moved.text.index("Gall") < moved.text.index("Soot") and "<html" not in moved.text
    browser.submit(f"{at}/parts/{draft.id}/move", direction="up")
    db.session.expire_all()
    assert [(post.title, post.series_part) for post in db.session.scalars(serial.parts_of(series("making-ink")))] == [
        ("Lapis", 1),
        ("Gall", 2),
        ("Soot", 3),
    ]
    assert db.session.get(Post, posts[0].id).updated_at == changed
    write("Other", series="Paper")
    answer = browser.submit(at, title="PAPER")
    assert answer.status_code == 422 and "Another series is called that" in answer.text
    browser.submit(at, title="Inks", description="From oak to page.")
    page = visitor.get("/blog/series/inks").text
    assert "From oak to page." in page and leads(visitor, "/blog/series/making-ink") == (301, "/blog/series/inks")
    assert browser.get(f"{at}/parts/999/move").status_code == 405
    assert browser.submit(f"{at}/parts/999/move").status_code == 404
    assert "3 posts leave it and stay" in browser.get(f"{at}/deletion").text
    browser.submit(f"{at}/deletion")
    gone = db.session.get(Post, draft.id)
    assert (gone.series, gone.series_part, series("inks")) == (None, None, None)
    assert [leads(visitor, path)[0] for path in ("/blog/series/inks", "/blog/series/making-ink")] == [404, 404]
    assert [len(acts(f"series.{act}")) for act in ("renamed", "arranged", "deleted")] == [1, 2, 1]


def test_programs_keep_tags_in_order(client, studio, visitor, write, nell, ben):
    write("Ink", days_ago=1, tags=["Ink", "Inks"])
    write("Draft", tags=["Unused"])
    ours, theirs = client(nell), client(ben)
    known = {one["slug"]: one for one in ours.get(TAGS).get_json()["data"]}
    assert {slug: one["posts_count"] for slug, one in known.items()} == {"ink": 1, "inks": 1, "unused": 1}
    assert [one["slug"] for one in visitor.get(TAGS).get_json()["data"]] == ["ink", "inks"]
    unused, ink, inks = (f"{TAGS}{known[slug]['id']}/" for slug in ("unused", "ink", "inks"))
    assert ours.get(unused).status_code == 200 and visitor.get(unused).status_code == 404
    # Nor do pages and feeds say anything of it; its editors see what readers will.
    editor = studio()
    for page in ("", "/feed.xml", "/feed.atom", "/feed.json"):
        at = f"/blog/tags/unused{page}"
        assert [browser.get(at).status_code for browser in (visitor, studio(ben), editor)] == [404, 404, 200], at
    assert [theirs.patch(ink, json={}).status_code, theirs.delete(ink).status_code] == [403, 403]
    assert theirs.post(f"{inks}merge/", json={"into_id": 1}).status_code == 403
    said = ours.patch(ink, json={"name": "Tints", "description": " Black. "}).get_json()["data"]
    assert (said["name"], said["slug"], said["description"], said["posts_count"]) == ("Tints", "tints", "Black.", 1)
    refused = ours.patch(ink, json={"name": "inks"})
    assert refused.status_code == 422 and refused.get_json()["errors"][0]["field"] == "name"
    for into in (known["inks"]["id"], 10**15):
        refused = ours.post(f"{inks}merge/", json={"into_id": into})
        assert refused.status_code == 422 and refused.get_json()["errors"][0]["field"] == "into_id"
    merged = ours.post(f"{inks}merge/", json={"into_id": known["ink"]["id"]}).get_json()["data"]
    assert (merged["slug"], merged["posts_count"]) == ("tints", 1)
    assert ours.get(inks).status_code == 404 and leads(visitor, "/blog/tags/inks") == (301, "/blog/tags/tints")
    assert ours.delete(unused).status_code == 204 and ours.get(unused).status_code == 404


def test_programs_keep_series_in_order(client, studio, visitor, write, nell, ben):
    first, second = write("Gall", days_ago=1, series="Ink"), write("Soot", days_ago=2, series="Ink")
    hidden = write("Lapis", series="Ink")
    write("Plans", series="Secret")
    assert [browser.get("/blog/series/secret").status_code for browser in (visitor, studio())] == [404, 200]
    serial.remove(series("secret"))
    db.session.commit()
    ours, at = client(nell), f"{SERIES}{series('ink').id}/"
    assert [one["posts_count"] for one in (*ours.get(SERIES).json["data"], *visitor.get(SERIES).json["data"])] == [3, 2]
    assert [one["title"] for one in visitor.get(f"{at}parts/").json["data"]] == ["Gall", "Soot"]
    order = [hidden.id, second.id, first.id]
    for wrong in ([], order[:2], [*order, order[0]], [*order[:2], 10**15]):
        answer = ours.put(f"{at}parts/", json={"post_ids": wrong})
        assert answer.status_code == 422 and answer.get_json()["errors"][0]["field"] == "post_ids"
    assert ours.put(f"{at}parts/", json={"post_ids": order}).status_code == 200
    assert [one["id"] for one in ours.get(f"{at}parts/").json["data"]] == order
    said = ours.patch(at, json={"title": "Inks", "description": "Of old."}).json["data"]
    assert (said["slug"], said["description"]) == ("inks", "Of old.") and said["url"].endswith("/blog/series/inks")
    assert client(ben).put(f"{at}parts/", json={"post_ids": order}).status_code == 403
    assert ours.delete(at).status_code == 204 and visitor.get(at).status_code == 404
    assert db.session.get(Post, first.id).slug == "gall"


def test_lists_of_the_studio_cost_the_same_however_many_there_are(studio, write):
    browser = studio()

    def cost(path):
        with queries() as asked:
            assert browser.get(path).status_code == 200
        return len(asked)

    write("One", tags=["a"], series="A")
    browser.get("/studio/posts/tags/")
    few = [cost(f"/studio/posts/{of}/") for of in ("tags", "series")]
    for number in range(3):
        write(f"Post {number}", tags=[f"t{number}", "b"], series=f"S {number}")
    assert [cost(f"/studio/posts/{of}/") for of in ("tags", "series")] == few


def test_a_tag_that_went_meanwhile_is_refused_and_nothing_is_written(write):
    write("Ink", tags=["Ink", "Paper"])
    ink, paper = tag("ink"), tag("paper")
    remove(paper)
    with pytest.raises(Invalid):
        merge(ink, paper)


def test_a_second_press_finds_nothing_to_delete(write, client, nell, monkeypatch):
    api = client(nell)
    meet_before(monkeypatch, tagging, "hold")
    meet_before(monkeypatch, serial, "hold")
    for number in range(2):
        write(f"Ink {number}", tags=["Old"], series="Old")
        for at in (f"{TAGS}{tag('old').id}/", f"{SERIES}{series('old').id}/"):
            other = (
                (lambda at=at: api.patch(at, json={"description": "x"})) if number else (lambda at=at: api.delete(at))
            )
            statuses = [answer.status_code for answer in at_once(lambda at=at: api.delete(at), other)]
            assert sorted(statuses) in ([204, 404], [200, 204]), at
            assert api.get(at).status_code == 404
