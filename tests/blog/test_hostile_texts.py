"""Three hundred hostile texts through every field of a post, a comment and an author that a page or a feed shows."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import feedparser
import pytest

from educrowd.blueprints.blog.comments.commenting import moderate, write_comment
from educrowd.blueprints.blog.models import Author, Post
from educrowd.core.current import ANONYMOUS
from educrowd.core.db import db

CALLS = ("alert(1)", "fetch('//evil.example')", "document.location='//evil.example'")
HANDLERS = ("onerror", "onload", "onclick", "onfocus", "onmouseover", "ontoggle", "onanimationstart", "onbegin")
TAGS = (
    *("script", "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "style", "link", "meta"),
    *("base", "svg", "math", "template", "video", "audio", "marquee", "frameset", "dialog", "portal"),
)
ADDRESSES = (
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java&#10;script:alert(1)"),
    *(
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>alert(1)</script>",
    ),
    *(
        "\x01javascript:alert(1)",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "blob:https://evil.example/1",
        "//evil.example/x",
    ),
)
OURS = (
    "hx-get",
    "hx-post",
    "hx-trigger",
    "data-hx-get",
    "data-hx-on",
    "hx-on:click",
    "hx-on::load",
    "hx-vals",
    "hx-headers:inherited",
)
CONTEXTS = (
    '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "</script><script>alert(1)</script>", "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>", "</style><script>alert(1)</script>", '" autofocus onfocus=alert(1) x="',
    "{{ 7 * 7 }}", "{% raw %}", "${7*7}", "<!--#exec cmd=id-->", "<?php echo 1 ?>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;", "\u202ealert(1)\u202c<script>", "\ufeff<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)",
    "<<script>alert(1)//<</script>", "<img src=`x` onerror=alert(1)>", "<a href='x' style='position:fixed'>x</a>",
    "<a id=status class=alert>x</a>", "<a name=csrf_token>x</a>", "<img name=body src=x>", "<p/onclick=alert(1)>x",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<svg><desc><![CDATA[</desc><script>alert(1)</script>]]></svg>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>", "<isindex action=javascript:alert(1)>",
)  # fmt: skip


def payloads() -> list[str]:
    """All of them, each once."""
    made = [
        *(f"<{tag}>{call}</{tag}>" for tag in TAGS for call in CALLS),
        *(
            f"<{tag} src=//evil.example {handler}={CALLS[0]}>"
            for tag in ("img", "svg", "video", "x")
            for handler in HANDLERS
        ),
        *(f"<details open {handler}={CALLS[0]}>x</details>" for handler in HANDLERS),
        *(f'<a href="{address}">x</a>' for address in ADDRESSES),
        *(f"[x]({address})" for address in ADDRESSES),
        *(f"![x]({address})" for address in ADDRESSES),
        *(f"<{address}>" for address in ADDRESSES),
        *(f'[x]: {address} "t"\n\n[x]' for address in ADDRESSES),
        *(f'<img src="{address}">' for address in ADDRESSES),
        *(f"<{tag} {name}=/logout>x</{tag}>" for tag in ("div", "p", "a") for name in OURS),
        *(f"`{context}`" for context in CONTEXTS),
        *(f"```{context}\n{context}\n```" for context in CONTEXTS),
        *CONTEXTS,
    ]
    return list(dict.fromkeys(made))


class Live(HTMLParser):
    """What a browser would find in a page that could act."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip().lower() for name, value in attrs}
        # Ours: data for machines, and the site's mark.
        if given.get("type") == "application/ld+json" or given.get("rel") == "icon":
            return
        if tag in ("script", "iframe", "object", "embed", "style", "base", "math", "template", "frameset", "portal"):
            self.acting.append(tag)
        self.acting += [f"{tag} {name}" for name in given if name.startswith("on") or name in ("style", "srcdoc")]
        bad = ("javascript:", "vbscript:", "data:", "blob:")
        for name in ("href", "src", "action", "formaction", "srcset"):
            squeezed = re.sub(r"[\s\x00-\x20]", "", given.get(name, ""))
            if squeezed.startswith(bad) or (name == "src" and "evil.example" in squeezed):
                self.acting.append(f"{tag} {name}={squeezed}")


def acting_in(html: str) -> list[str]:
    parser = Live()
    parser.feed(html)
    parser.close()
    return parser.acting


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


@pytest.mark.parametrize("texts", BATCHES, ids=range(len(BATCHES)))
def test_feeds_and_programs_get_clean_text_too(hostile_post, visitor, texts):
    post = hostile_post(texts)
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
