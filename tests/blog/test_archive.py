"""Posts by year and month, by the clocks of the site."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from educrowd.blueprints.blog.archive import title_of
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.page_cache import drop_pages
from tests.queries import queries
from tests.structured import structured


@pytest.fixture
def dated(write):
    """`dated("Ink", 2019, 5, 31, 23)` makes a post public since that hour, in UTC."""

    def written(title, *moment):
        post = write(title, text="Words.")
        post.publish(datetime(*moment, tzinfo=UTC))
        db.session.commit()
        return post

    return written


def test_posts_stand_in_the_month_in_which_they_appeared_here(visitor, dated, write, demo):
    assert "Nothing to read yet" in visitor.get("/blog/archive/").text
    dated("Ink", 2019, 5, 31, 23, 30)
    dated("Pens", 2019, 5, 2)
    dated("Rags", 2018, 12, 31, 12)
    write("Draft")
    page = visitor.get("/blog/archive/")
    assert page.text.index("archive/2019") < page.text.index("archive/2018")
    assert "2 posts" in page.text and "1 post " in page.text
    for month in ("2019/05", "2018/12"):
        assert f'href="/blog/archive/{month}"' in page.text
    may = visitor.get("/blog/archive/2019/05").text
    assert "Ink" in may and "Pens" in may and "Rags" not in may and "<h1>May 2019</h1>" in may
    assert structured(may)["url"] == f"{demo.origin}/blog/archive/2019/05"
    assert "Rags" in visitor.get("/blog/archive/2018").text and "Ink" not in visitor.get("/blog/archive/2018").text
    for path in ("2019/06", "2020", "2019/13", "2019/00", "0000", "9999/12", "2019/5", "x"):
        assert visitor.get(f"/blog/archive/{path}").status_code == 404, path
    assert visitor.get("/blog/archive").status_code == 308
    assert 'href="/blog/archive/"' in visitor.get("/blog/").text
    assert f"{demo.origin}/blog/archive/<" in visitor.get("/sitemap.xml").text
    listed = visitor.get("/api/v1/blog/archive/").json["data"]
    assert [(one["year"], one["month"], one["posts_count"]) for one in listed] == [(2019, 5, 2), (2018, 12, 1)]
    assert listed[0]["url"] == f"{demo.origin}/blog/archive/2019/05"
    found = visitor.get("/api/v1/blog/posts/?month=2019-05").json["data"]
    assert [post["title"] for post in found] == ["Ink", "Pens"]
    for month in ("2019-5", "2019-13", "x", "2019-05-01", "0000-01"):
        assert visitor.get(f"/api/v1/blog/posts/?month={month}").status_code == 422


def test_a_post_after_midnight_there_stands_in_the_next_month(visit, demo, dated, monkeypatch):
    dated("Ink", 2019, 5, 31, 23, 30)
    monkeypatch.setattr("educrowd.blueprints.blog.archive.zone", lambda: ZoneInfo("Asia/Tokyo"))
    assert '/blog/archive/2019/06"' in visit(demo).get("/blog/archive/").text
    assert "Ink" in visit(demo).get("/blog/archive/2019/06").text
    assert visit(demo).get("/blog/archive/2019/05").status_code == 404


def test_a_date_at_the_end_of_the_calendar_does_no_harm(visit, demo, dated, client, nell, monkeypatch):
    """A program can't give it; a post that has it already is read, and left out of the archive."""
    dated("Ink", 2019, 5, 2)
    post, at = {"title": "Old", "body_markdown": "Words."}, "/api/v1/blog/posts/"
    odd = [
        ({"status": "published", "published_at": "0001-01-01T00:00:00Z"}, "published_at"),
        ({"status": "published", "published_at": "0999-12-31T00:00:00Z"}, "published_at"),
        ({"status": "scheduled", "published_at": "9999-12-31T23:59:59Z"}, "published_at"),
        ({"status": "published", "unpublish_at": "9999-12-31T23:59:59Z"}, "unpublish_at"),
    ]
    for sent, field in odd:
        refused = client(nell).post(at, json=post | sent)
        assert refused.status_code == 422 and refused.json["errors"][0]["field"] == field, sent
        assert "between the years 1000 and 2999" in refused.text
    early = post | {"status": "published", "published_at": "1066-10-14T09:00:00Z"}
    assert client(nell).post(at, json=early).status_code == 201
    dated("Odd", 2018, 5, 1)
    db.session.execute(text("UPDATE posts SET published_at = '0001-01-01T00:00:00Z' WHERE title = 'Odd'"))
    db.session.commit()
    drop_pages(demo.id)
    for place in ("blueprints.blog.archive", "core.formatting"):
        monkeypatch.setattr(f"educrowd.{place}.zone", lambda: ZoneInfo("America/New_York"))
    browser = visit(demo)
    for path in ("/blog/", "/blog/odd", "/blog/archive/", "/blog/archive/1066", "/feed.xml"):
        assert browser.get(path).status_code == 200, path
    listed = browser.get("/api/v1/blog/archive/").json["data"]
    assert [(one["year"], one["month"]) for one in listed] == [(2019, 5), (1066, 10)]


def test_the_archive_costs_the_same_however_many_posts_there_are(visit, demo, dated):
    def cost(path):
        with queries() as asked:
            assert visit(demo).get(f"{path}?page=1").status_code == 200
        return len(asked)

    dated("Ink", 2019, 5, 1)
    few = [cost(path) for path in ("/blog/archive/", "/blog/archive/2019")]
    for month in range(2, 6):
        dated(f"Post {month}", 2019, month, 1)
    assert [cost(path) for path in ("/blog/archive/", "/blog/archive/2019")] == few
    assert title_of(2019, 5) == "May 2019" and current.tenant.locale.startswith("en")
