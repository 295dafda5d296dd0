"""What readers get: pages without scripts, addresses that last, few queries."""

from __future__ import annotations

import re

import pytest

from educrowd.core.db import db
from tests.queries import queries
from tests.structured import structured

KILOBYTE = 1024


def test_the_blog_lists_what_is_public_newest_first(visitor, write):
    write("Paper", days_ago=9)
    write("Ink", days_ago=2)
    write("Secret plans")
    page = visitor.get("/blog/").text
    assert page.index("Ink") < page.index("Paper")
    assert "Secret plans" not in page


def test_drafts_and_scheduled_posts_have_no_page(visitor, write):
    write("Secret plans")
    assert visitor.get("/blog/secret-plans").status_code == 404
    assert visitor.get("/blog/never-written").status_code == 404


def test_a_post_is_one_light_page_without_any_script(visitor, write):
    write("Ink", days_ago=2, text="Black **is** not.\n\n" * 400)
    page = visitor.get("/blog/ink")
    assert page.status_code == 200 and "<strong>is</strong>" in page.text
    assert len(page.data) < 60 * KILOBYTE
    assert re.findall(r"<script[^>]*>", page.text) == ['<script type="application/ld+json">']
    assert not re.search(r'\son\w+="|\sstyle="|hx-', page.text)


def test_a_post_says_what_it_is_to_machines(visitor, write, demo):
    write("Ink & </script><b>", slug="ink", days_ago=2, excerpt='How "black" is', tags=["Ink", "Paper"])
    page = visitor.get("/blog/ink").text
    address = f"{demo.origin}/blog/ink"
    assert f'<link rel="canonical" href="{address}">' in page
    assert '<meta name="description" content="How &#34;black&#34; is">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    data = structured(page)
    assert data["@type"] == "BlogPosting" and data["headline"] == "Ink & </script><b>"
    assert data["url"] == address and data["keywords"] == ["Ink", "Paper"]


def test_who_may_edit_a_post_gets_there_from_its_page(visitor, studio, write, nell, ben):
    post = write("Ink", days_ago=2)
    link = f'<a href="/studio/posts/{post.id}/edit">Edit this post</a>'
    page = studio().get("/blog/ink").text
    assert link in page and studio().get(f"/studio/posts/{post.id}/edit").status_code == 200
    assert link not in studio(ben).get("/blog/ink").text
    for _ in range(2):  # the second time from the cache
        assert "Edit this post" not in visitor.get("/blog/ink").text


def test_readers_walk_from_post_to_post(visitor, write):
    write("First", days_ago=9)
    write("Second", days_ago=5)
    write("Third", days_ago=1)
    page = visitor.get("/blog/second").text
    assert re.search(r'rel="prev" href="/blog/first"', page)
    assert re.search(r'rel="next" href="/blog/third"', page)
    assert 'rel="prev"' not in visitor.get("/blog/first").text


def test_a_tag_has_a_page_and_unknown_ones_do_not(visitor, write):
    write("Ink", days_ago=2, tags=["Craft"])
    write("Sea", days_ago=2, tags=["Essays"])
    page = visitor.get("/blog/tags/craft").text
    assert "/blog/ink" in page and "/blog/sea" not in page
    assert visitor.get("/blog/tags/nonsense").status_code == 404


def test_tags_of_drafts_are_not_shown(visitor, write):
    write("Ink", tags=["Secret"])
    assert "Secret" not in visitor.get("/blog/").text


def test_a_long_list_has_pages(visitor, write):
    for number in range(13):
        write(f"Post {number:02}", days_ago=number + 1)
    first, second = visitor.get("/blog/").text, visitor.get("/blog/?page=2").text
    assert first.count("<article") == 12 and second.count("<article") == 1
    assert "Post 12" in second and 'rel="next"' in first
    assert visitor.get("/blog/?page=x").status_code == 200
    beyond = visitor.get("/blog/?page=99")
    assert beyond.status_code == 200 and "Nothing to read yet" not in beyond.text


def test_a_changed_address_leads_on_for_good(visitor, write):
    post = write("Ink", days_ago=2)
    post.rewrite(slug="black")
    post.rewrite(slug="blackest")
    db.session.commit()
    for former in ("ink", "black"):
        answer = visitor.get(f"/blog/{former}")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/blog/blackest")


def test_a_former_address_of_a_withdrawn_post_says_nothing(visitor, write):
    post = write("Ink", days_ago=2)
    post.rewrite(slug="black")
    post.unpublish()
    db.session.commit()
    assert visitor.get("/blog/ink").status_code == 404


def test_a_post_may_have_its_old_address_back(visitor, write):
    post = write("Ink", days_ago=2)
    post.rewrite(slug="black")
    post.rewrite(slug="ink")
    db.session.commit()
    assert visitor.get("/blog/ink").status_code == 200
    assert visitor.get("/blog/black").headers["Location"] == "/blog/ink"


def test_the_addresses_of_unpublished_drafts_are_not_kept(visitor, write):
    post = write("Ink")
    post.rewrite(slug="black")
    post.publish()
    db.session.commit()
    assert visitor.get("/blog/ink").status_code == 404


@pytest.mark.parametrize("path", ["/blog/", "/blog/tags/craft", "/feed.xml", "/feed.json", "/sitemap.xml", "/"])
def test_more_posts_cost_no_more_queries(visitor, write, path):
    write("One", days_ago=1, tags=["Craft", "Ink"])
    few = questions_of(visitor, f"{path}?first")
    for number in range(8):
        write(f"Post {number}", days_ago=2, tags=["Craft", f"Tag {number}"])
    assert questions_of(visitor, f"{path}?second") == few


def test_a_post_page_asks_four_questions(visitor, write):
    write("First", days_ago=9)
    write("Ink", days_ago=2, tags=["Craft", "Ink"])
    with queries() as seen:
        visitor.get("/blog/ink")
    about_the_blog = [statement for statement in seen if "post" in statement]
    # The post with its tags, its authors and how much is said about it, the newest posts and which of them are like
    # it, and the posts before and after it. What nobody has said is not asked for.
    assert len(about_the_blog) == 4, "\n".join(seen)


def questions_of(browser, path: str) -> int:
    """How many statements a page takes."""
    with queries() as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


def test_search_engines_get_a_map_of_what_is_public(visitor, write, demo):
    write("Ink", days_ago=2)
    write("Secret plans")
    sitemap = visitor.get("/sitemap.xml").text
    assert f"<loc>{demo.origin}/blog/ink</loc><lastmod>" in sitemap
    assert "secret" not in sitemap
    assert all(f"<loc>{demo.origin}{path}</loc>" in sitemap for path in ("/", "/blog/", "/courses/", "/projects/"))
    robots = visitor.get("/robots.txt").text
    assert "Disallow: /studio/" in robots and f"Sitemap: {demo.origin}/sitemap.xml" in robots


def test_the_front_page_shows_the_latest_three(visitor, write):
    for number in range(4):
        write(f"Post {number}", days_ago=9 - number)
    page = visitor.get("/").text
    assert "Post 3" in page and "Post 1" in page and "Post 0" not in page


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt&colon;alert(1))",
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<div hx-get="/logout" hx-trigger="load">x</div>',
    '<div data-hx-post="/studio/posts/1/deletion">x</div>',
    "<svg><script>alert(1)</script></svg>",
    '<p style="position:fixed">x</p>',
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><input name="password"></form>',
    "<style>body{display:none}</style>",
    '![x](https://evil.example/pixel.png "t")',
    '<img src="//evil.example/pixel.png">',
    '![x](http://localhost:1/onerror=alert "><script>alert(1)</script>")',
    '<base href="https://evil.example/">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a id=status class=alert href=#>x</a>",
    "[![](https://evil.example/pixel.png)](https://ok.example)",
    '<img alt="a" src="https://evil.example/a>b.png">',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_is_harmless(visitor, write, text):
    write("Ink", days_ago=2, text=f"Words.\n\n{text}\n\nMore words.")
    page = visitor.get("/blog/ink").text
    prose = page[page.index('<div class="prose">') : page.index("</article>")].lower()
    live = re.findall(r"<[^>]*>", prose)
    assert not [tag for tag in live if re.match(r"</?(script|iframe|form|input|style|base|svg|math|img)\b", tag)]
    assert not [tag for tag in live if re.search(r"\s(on\w+|style|hx-\S*|data-hx-\S*|id|srcdoc)=", tag)]
    assert not [tag for tag in live if re.search(r"(javascript|data):", tag)]
    assert "words." in prose
