"""Posts by year and month, by the clocks of the site."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from educrowd.blueprints.blog.archive import title_of
from educrowd.core.current import current
from educrowd.core.db import db
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
