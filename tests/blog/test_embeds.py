"""A film in a post: nobody else learns of a visit before the reader asks for it."""

from __future__ import annotations

import re
from html import unescape

from bs4 import BeautifulSoup

from educrowd.blueprints.blog.embeds import with_embeds
from educrowd.blueprints.blog.models.writable import rendered

FILM = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


def test_a_reader_asks_for_a_film_and_only_then_it_is_loaded(write, visitor):
    write("Ink", days_ago=1, text=f"Look:\n\n{FILM}\n\n[A tour](https://vimeo.com/76979871)")
    page = visitor.get("/blog/ink")
    assert (
        "<iframe" not in page.text and 'href="?embed=1#embed-1"' in page.text and 'href="?embed=2#embed-2"' in page.text
    )
    assert "frame-src 'self';" in page.headers["Content-Security-Policy"]
    shown = visitor.get("/blog/ink?embed=2")
    assert re.findall(r'<iframe src="([^"]+)" title="([^"]+)"', shown.text) == [
        ("https://player.vimeo.com/video/76979871", "A tour")
    ]
    assert "frame-src https://player.vimeo.com;" in shown.headers["Content-Security-Policy"]
    assert "<script" not in re.sub(r"<script type=.application/ld", "", shown.text)
    for nonsense in ("0", "-1", "99", "x", "9" * 30):
        assert "<iframe" not in visitor.get(f"/blog/ink?embed={nonsense}").text


def test_words_of_a_link_stay_words_beside_the_player(context):
    said = 'Watch" srcdoc="&lt;script src=/x.js&gt;" onload="alert(1)'
    html = with_embeds(rendered(f"[{said}](https://youtu.be/aqz-KE-bpKQ)"), wanted=1)
    [frame] = BeautifulSoup(html, "html.parser").find_all("iframe")
    assert frame.attrs.keys() == {"src", "title", "width", "height", "allowfullscreen", "referrerpolicy"}
    assert frame["title"] == unescape(said)


def test_what_stands_among_words_or_leads_elsewhere_stays_a_link():
    for text in (
        f"See {FILM} here.",
        "https://example.org/watch",
        "[x](https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ)",
    ):
        assert "embed" not in with_embeds(rendered(text), wanted=1)


def test_feeds_have_the_plain_address(write, visitor):
    write("Ink", days_ago=1, text=FILM)
    assert "?embed" not in visitor.get("/feed.xml").text and FILM in visitor.get("/feed.xml").text


def test_of_a_post_for_members_no_film_is_offered(write, visitor):
    write("Ink", days_ago=1, text=FILM, audience="members")
    assert "embed" not in visitor.get("/blog/ink?embed=1").text.replace("embed=1", "")
