"""Three hundred hostile texts through every field of a post, a comment and an author that a page or a feed shows."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import feedparser
import pytest

from educrowd.blueprints.blog.comments.commenting import moderate, write_comment
from educrowd.blueprints.blog.models import Author, Post
from educrowd.core.current import ANONYMOUS
from educrowd.core.db import db
from tests.hostile import acting_in, payloads


def injected(name: str, html: str) -> list[str]:
    """Attributes of HTMX inside of what people wrote: the page's own stand outside of it."""
    prose = "".join(re.findall(r'<div class="(?:prose|comment-words)">(.*?)</(?:article|div)>', html, re.DOTALL))
    return re.findall(rf"<[^>]*\s(?:data-)?{name}[^>]*>", prose)


def test_there_are_three_hundred_of_them():
    assert len(payloads()) >= 300


@pytest.fixture
def hostile_post(write, nell, ada):
    """`hostile_post(texts)` is a public post of which every shown field holds these."""

    def made(texts: list[str]) -> Post:
        first = " ".join(texts[0].split())[:190]
        post = write(
            first,
            days_ago=1,
            text="\n\n".join(texts),
            slug="ink",
            excerpt=" ".join(texts[-1].split())[:400],
            tags=[text[:40] for text in texts[:6] if text.strip()],
            series=first,
            comment_policy="anyone",
        )
        author = db.session.query(Author).one()
        author.name, author.bio = first[:80], texts[-1]
        for number, text in enumerate(texts):
            said = write_comment(post, ANONYMOUS, text, name=f"{text[:70]} {number}")
            moderate(said, "approve", by=nell)
        db.session.commit()
        return post

    return made


BATCHES = [payloads()[start : start + 60] for start in range(0, len(payloads()), 60)]


@pytest.mark.parametrize("texts", BATCHES, ids=range(len(BATCHES)))
def test_nothing_that_people_write_acts_anywhere(hostile_post, visitor, studio, owner, texts):
    post = hostile_post(texts)
    author = db.session.query(Author).one()
    series = f"/blog/series/{post.series.slug}"
    public = [
        *("/", "/blog/", "/blog/ink", "/blog/ink/comments", "/blog/ink/comments?page=2", "/blog/ink/comments?page=3"),
        *(
            f"/blog/authors/{author.slug}",
            series,
            "/search?q=alert",
            "/search?q=script",
            f"/blog/tags/{post.tags[0].slug}",
        ),
    ]
    for path in public:
        page = visitor.get(path)
        assert page.status_code in (200, 404), path
        assert [one for one in acting_in(page.text) if not one.startswith("script")] == [], path
        ours = re.findall(r"<script[^>]*>", page.text)
        assert all('src="/assets/' in tag or "ld+json" in tag for tag in ours), path
        assert injected("hx-", page.text) == [], path
    browser = studio(owner)
    for path in (f"/studio/posts/{post.id}/edit", "/studio/posts/", "/studio/posts/comments?view=published",
                 f"/studio/posts/{post.id}/revisions", f"/studio/posts/{post.id}/revisions/1"):  # fmt: skip
        page = browser.get(path)
        assert page.status_code == 200, path
        assert [one for one in acting_in(page.text) if one != "script"] == [], path
    feeds_and_programs_get_clean_text_too(post, visitor)


def feeds_and_programs_get_clean_text_too(post, visitor):
    for path in ("/feed.xml", "/feed.atom"):
        body = visitor.get(path).data
        ET.fromstring(body)
        feed = feedparser.parse(body, sanitize_html=False)
        assert not feed.bozo, path
        [entry] = feed.entries
        assert acting_in(entry.content[0]["value"]) == []
    item = json.loads(visitor.get("/feed.json").data)["items"][0]
    assert acting_in(item["content_html"]) == []
    shown = visitor.get(f"/api/v1/blog/posts/{post.id}/").get_json()["data"]
    assert acting_in(shown["body_html"]) == []
    ET.fromstring(visitor.get("/sitemap.xml").data)


def test_machine_readable_data_cannot_be_broken_out_of(write, visitor):
    write("</script><script>alert(1)</script>", slug="ink", days_ago=1, excerpt="</script><!--", tags=["</script>"])
    page = visitor.get("/blog/ink").text
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(data) == 1 and json.loads(data[0])["headline"] == "</script><script>alert(1)</script>"
