"""What pages say of themselves to search engines, messengers and feed readers."""

from __future__ import annotations

import re

import pytest

from educrowd.blueprints.blog.models import Media
from educrowd.blueprints.blog.views import crawlers
from educrowd.core.current import current
from educrowd.core.db import db
from tests.blog.conftest import photo
from tests.structured import structured

LISTS = {
    "/": "WebSite",
    "/blog/": "Blog",
    "/blog/tags/craft": "CollectionPage",
    "/blog/series/making-ink": "CollectionPage",
    "/blog/authors/nell": "ProfilePage",
}


@pytest.fixture
def picture(nell) -> Media:
    current.user = nell
    media = Media.upload(photo(), name="press.jpg", alt="Our press", decorative=False)
    db.session.commit()
    return media


def feeds_of(page: str) -> list[str]:
    return re.findall(r'<link rel="alternate" type="application/[a-z]+\+[a-z]+" title="[^"]+" href="([^"]+)">', page)


@pytest.mark.parametrize(("path", "kind"), LISTS.items())
def test_the_front_page_and_every_list_say_where_they_stand_and_what_they_are(visitor, write, demo, path, kind):
    write("Ink", days_ago=1, tags=["Craft"], series="Making ink")
    page, address = visitor.get(path).text, f"{demo.origin}{path}"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    said = structured(page)
    assert (said["@type"], said["url"]) == (kind, address)
    assert "og:image" not in page


@pytest.mark.parametrize("path", [path for path in LISTS if path != "/"])
def test_a_list_is_shown_with_the_first_picture_in_it(visitor, write, demo, picture, path):
    write("Paper", days_ago=9, text=picture.markdown, tags=["Craft"], series="Making ink")
    write("Ink", days_ago=1, tags=["Craft"], series="Making ink")
    assert f'<meta property="og:image" content="{demo.origin}{picture.url}">' in visitor.get(path).text


def test_a_front_page_is_shown_with_the_picture_that_its_editors_chose(visitor, client, nell, demo, picture):
    hero = {"kind": "hero", "title": "We print", "picture": picture.url, "alt": "Our press"}
    client(nell).put("/api/v1/blog/front-page/", json={"blocks": [hero], "publish": True})
    page = visitor.get("/").text
    assert f'<meta property="og:image" content="{demo.origin}{picture.url}">' in page
    assert structured(page)["name"] == demo.name


def test_the_second_page_of_a_list_stands_for_itself(visitor, write, demo):
    for number in range(13):
        write(f"Post {number}", days_ago=number + 1)
    page = visitor.get("/blog/?page=2").text
    assert f'<link rel="canonical" href="{demo.origin}/blog/?page=2">' in page
    assert structured(page)["url"] == f"{demo.origin}/blog/?page=2"


@pytest.mark.parametrize("path", ["/", "/blog/", "/blog/ink", "/blog/series/making-ink"])
def test_feed_readers_find_every_format_from_any_page(visitor, write, path):
    write("Ink", days_ago=1, series="Making ink")
    assert feeds_of(visitor.get(path).text) == ["/feed.xml", "/feed.atom", "/feed.json"]


def test_the_map_for_search_engines_has_lists_with_something_to_read(visitor, write, ben, demo):
    write("Ink", days_ago=1, tags=["Craft"], series="Making ink")
    write("Plans", by=ben, tags=["Secret"], series="Plans of ours")
    sitemap = visitor.get("/sitemap.xml").text
    for path in ("tags/craft", "authors/nell", "series/making-ink"):
        assert f"<loc>{demo.origin}/blog/{path}</loc><lastmod>" in sitemap
    assert not re.search("tags/secret|authors/ben|series/plans", sitemap)


def test_a_site_of_more_addresses_than_a_sitemap_may_have_gives_several(write, visitor, demo, monkeypatch):
    for title in ("Ink", "Paper", "Type"):
        write(title, days_ago=1)
    located = lambda path: re.findall("<loc>(.*?)</loc>", visitor.get(path).text)  # noqa: E731
    everything = located("/sitemap.xml")
    monkeypatch.setattr(crawlers, "MOST_ADDRESSES", 4)
    index = visitor.get("/sitemap.xml").text
    assert "<sitemapindex" in index and "<urlset" not in index
    parts = located("/sitemap.xml")
    assert parts[0] == f"{demo.origin}/sitemap-1.xml" and len(parts) == -(-len(everything) // 4)
    assert [place for part in parts for place in located(part.removeprefix(demo.origin))] == everything
    for beyond in (0, len(parts) + 1, 10**9):
        assert visitor.get(f"/sitemap-{beyond}.xml").status_code == 404
