"""What readers get."""

from __future__ import annotations


def test_smoke(visitor, write):
    write("First", days_ago=3, tags=["Ink", "Paper"])
    write("Second", days_ago=2, tags=["Ink"])
    for path in (
        "/",
        "/blog/",
        "/blog/first",
        "/blog/tags/ink",
        "/feed.xml",
        "/feed.atom",
        "/feed.json",
        "/sitemap.xml",
        "/robots.txt",
        "/blog/tags/ink/feed.xml",
    ):
        answer = visitor.get(path)
        print(path, answer.status_code, answer.headers.get("Content-Type"), len(answer.data))
        assert answer.status_code == 200, answer.text
    print(visitor.get("/blog/first").text)
