"""Feeds that strict readers accept."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import feedparser
import pytest
from sqlalchemy import delete

from educrowd.blueprints.blog.models.author import post_authors
from educrowd.core.db import db
from tests.blog.conftest import photo
from tests.feed_rules import faults_of

XML_FEEDS = {"/feed.xml": "rss20", "/feed.atom": "atom10"}


@pytest.fixture
def blog(write):
    """Three public posts, one of them full of what breaks feeds, and a draft."""
    write("First", days_ago=9, tags=["Craft"])
    write(
        "Ink & <paper> “quoted” ]]>",
        slug="ink",
        days_ago=5,
        text="Fish & chips ]]> `<b>` 星\x0b\x1f\n\n[in](/blog/first)",
    )
    write("Third", days_ago=1, tags=["Craft", "Sea"], text="# Tide\n\nAll of it, **whole**.")
    write("Secret plans")


@pytest.mark.parametrize(("path", "version"), XML_FEEDS.items())
def test_a_strict_reader_finds_the_posts_whole(visitor, blog, demo, path, version):
    answer = visitor.get(path)
    feed = feedparser.parse(answer.data, response_headers={"content-type": answer.headers["Content-Type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == version
    assert [entry.title for entry in feed.entries] == ["Third", "Ink & <paper> “quoted” ]]>", "First"]
    third, ink, _ = feed.entries
    assert third.link == f"{demo.origin}/blog/third"
    assert {tag.get("label") or tag.term for tag in third.tags} == {"Craft", "Sea"}
    assert third.author == "Nell" and third.published_parsed
    assert "<strong>whole</strong>" in third.content[0].value
    assert f'href="{demo.origin}/blog/first"' in ink.content[0].value


@pytest.mark.parametrize("path", XML_FEEDS)
def test_the_xml_is_well_formed_for_parsers_without_mercy(visitor, blog, path):
    ET.fromstring(visitor.get(path).data)


def test_the_json_feed_says_the_same(visitor, blog, demo):
    answer = visitor.get("/feed.json")
    assert answer.mimetype == "application/feed+json"
    feed = json.loads(answer.data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{demo.origin}/feed.json" and feed["home_page_url"] == f"{demo.origin}/blog/"
    assert [item["title"] for item in feed["items"]] == ["Third", "Ink & <paper> “quoted” ]]>", "First"]
    assert feed["items"][0]["tags"] == ["Craft", "Sea"] and "<strong>" in feed["items"][0]["content_html"]


@pytest.mark.parametrize("suffix", ["xml", "atom", "json"])
def test_every_tag_has_feeds_of_its_own(visitor, blog, suffix):
    text = visitor.get(f"/blog/tags/craft/feed.{suffix}").text
    assert "Third" in text and "First" in text and "Ink" not in text
    assert visitor.get(f"/blog/tags/nonsense/feed.{suffix}").status_code == 404


def test_every_feed_keeps_the_rules_of_its_format(visitor, write, demo):
    """Also one without posts, and posts whose text leads about, that name nobody or are for some alone."""
    assert faults_in(visitor, demo, "") == []
    write("First", days_ago=9, tags=["Craft"])
    sample = '`<a href="#top" src="x"> <img srcset="y">` "quoted" [j](z "see href=")'
    about = "[a](other) [b](../up) [c](?page=2) [d](#here) [e](//example.org/x) [f](/blog/first) ![g](g.png) [h]()"
    whole = f"{about} {sample} [i](mailto:a@example.org)[^1]\n\n[^1]: A note."
    write("Leads about", days_ago=5, tags=["Craft"], text=whole)
    write("For members", days_ago=3, tags=["Craft"], audience="members", text="Secret.")
    nobodys = write("Nobody's", days_ago=2, tags=["Craft"])
    db.session.execute(delete(post_authors).where(post_authors.c.post_id == nobodys.id))
    db.session.commit()
    for place in ("", "/blog/tags/craft", "/blog/authors/nell"):
        assert faults_in(visitor, demo, place) == []
    content = json.loads(visitor.get("/feed.json").data)["items"][2]["content_html"]
    here = f"{demo.origin}/blog/"
    assert f'href="{here}other"' in content and f'href="{demo.origin}/up"' in content
    assert f'href="{here}leads-about#fn1"' in content and 'href="mailto:a@example.org"' in content
    # What only looks like an address stays as it was written.
    assert '&lt;a href="#top" src="x"&gt; &lt;img srcset="y"&gt;' in content
    assert f'href="{here}z"' in content and 'title="see href="' in content


def faults_in(visitor, demo, place: str) -> list[str]:
    found = []
    for suffix in ("atom", "xml", "json"):
        path = f"{place}/feed.{suffix}"
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        found += [f"{path}: {fault}" for fault in faults_of(answer.data, demo.origin + path, answer.mimetype)]
    return found


@pytest.mark.parametrize("path", [*XML_FEEDS, "/feed.json", "/sitemap.xml"])
def test_nothing_new_is_not_sent_again(visitor, blog, path):
    tag = visitor.get(path).headers["ETag"]
    again = visitor.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_a_new_address_is_no_new_post_to_readers(visitor, write):
    post = write("Ink", days_ago=2)
    before = feedparser.parse(visitor.get("/feed.atom").data).entries[0]
    post.rewrite(slug="black")
    db.session.commit()
    after = feedparser.parse(visitor.get("/feed.atom").data).entries[0]
    assert before.id == after.id and before.link != after.link


def test_pictures_have_whole_addresses_in_feeds(visitor, write, demo, nell):
    from educrowd.blueprints.blog.models import Media

    post = write("Ink", days_ago=2)
    picture = Media.upload(photo(), name="a.jpg", alt="A jar", decorative=False)
    db.session.flush()
    post.rewrite(body_markdown=picture.markdown)
    db.session.commit()
    content = feedparser.parse(visitor.get("/feed.xml").data, sanitize_html=False).entries[0].content[0].value
    assert f'src="{demo.origin}{picture.url}"' in content and "srcset" not in content
