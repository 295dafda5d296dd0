"""What the editor says about a text that some people could not read."""

from __future__ import annotations

import pytest

from educrowd.blueprints.blog.checking import check
from educrowd.blueprints.blog.models import Media
from educrowd.blueprints.blog.models.writable import rendered
from educrowd.core.current import current
from educrowd.core.db import db
from tests.blog.conftest import fields_of, photo


def rules(markdown: str) -> list[str]:
    return [finding.rule for finding in check(rendered(markdown))]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# One\n\n## Two\n\n### Three\n\n## Again", []),
        ("# One\n\n### Three", ["heading"]),
        ("## A\n\n##### B\n\n## C", ["heading"]),
        ("#\n\nWords.", ["heading"]),
        ("[here](/a)", ["link"]),
        ("[Click here!](/a) and [Read more →](/b)", ["link", "link"]),
        ("[](/a)", ["link"]),
        ("[How ink dries](/a) https://example.org", []),
        ("Note.[^1]\n\n[^1]: Here.", []),
        ("![](/files/0123456789abcdef0123-800.webp)", ["alt"]),
        ("![A jar](/files/0123456789abcdef0123-800.webp)", []),
        ("[![A jar](/files/0123456789abcdef0123-800.webp)](/jar)", []),
        ("![](/files/0123456789abcdef0123-800.webp)\n\n### B\n\n#### C\n\n[here](/a)", ["alt", "link"]),
    ],
)
def test_pictures_headings_and_links_are_checked_in_the_order_of_the_text(context, demo, markdown, expected):
    assert rules(markdown) == expected


def test_a_picture_that_only_decorates_needs_no_words(demo, nell):
    current.user = nell
    picture = Media.upload(photo(), name="jar.jpg", alt="", decorative=True)
    db.session.flush()
    assert rules(picture.markdown) == []


def test_the_editor_says_it_beside_the_preview_and_at_the_saved_text(studio, write, client, nell):
    post = write("Ink", text="[here](/a)")
    browser = studio()
    page = browser.get(f"/studio/posts/{post.id}/edit")
    assert "A link is called “here”" in page.text
    text = {"title": "Ink", "body_markdown": "# A\n\n### B", **fields_of(page)}
    pane = browser.submit(f"/studio/posts/{post.id}/preview", htmx=True, **text).text
    assert "skips a level" in pane and "<h2>A</h2>" in pane
    assert "skips a level" in browser.submit(f"/studio/posts/{post.id}/preview", **text).text
    said = client(nell).get(f"/api/v1/blog/posts/{post.id}/checks/").get_json()["data"]
    assert [one["rule"] for one in said] == ["link"]
