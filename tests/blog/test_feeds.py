"""Feeds that strict readers accept."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import feedparser
import pytest

from educrowd.core.db import db
from tests.blog.conftest import photo

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


@pytest.mark.parametrize("path", [*XML_FEEDS, "/feed.json"])
def test_an_empty_blog_has_feeds_too(visitor, path):
    answer = visitor.get(path)
    assert answer.status_code == 200
    if path in XML_FEEDS:
        assert not feedparser.parse(answer.data).bozo


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
