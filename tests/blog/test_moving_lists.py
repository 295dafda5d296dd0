"""Lists and feeds of other blogs: categories, tags, authors, months and further pages lead to where these are now."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.filing.tags import change
from educrowd.blueprints.blog.models import Redirect, Tag
from educrowd.blueprints.blog.moving.importing import bring_in, look
from educrowd.blueprints.blog.moving.lists import MOST, lists_of_ghost
from educrowd.blueprints.blog.redirects.lists import write_one
from educrowd.core.current import current
from educrowd.core.db import db

from .others import ghost, ghost_post
from .test_moving_in import packed
from .wordpress import export, post, term

CALLED = "Former lists and feeds"


@pytest.fixture(autouse=True)
def _as_nell(nell):
    current.user = nell


def notes(data: bytes, act=bring_in) -> list[str]:
    """What the report says of lists."""
    rows = act(io.BytesIO(data)).rows
    db.session.commit()
    return [note for row in rows if row["name"] == CALLED for note in row["notes"]]


def leads(browser, path) -> str | None:
    answer = browser.get(path)
    return answer.headers["Location"] if answer.status_code == 301 else None


def test_lists_of_wordpress_lead_to_lists_here(visit, demo):
    category = "	<wp:category><wp:category_nicename>quills</wp:category_nicename>"
    category += "<wp:category_parent>tools</wp:category_parent></wp:category>\n"
    terms = (
        term("Quills", "category") + term("Gall ink") + term("Чернила", nicename="%d1%87%d0%b5%d1%80") + term("News")
    )
    first = post(1, "Ink", more=terms + term("Uncategorized", "category", "uncategorized"))
    draft = post(2, "Draft", more=term("Hidden"), status="draft", date="2011-01-04 10:20:30", gmt="")
    whole = export([category, first, draft])
    assert notes(whole, look) == ["13 former addresses lead to where things are now."]
    write_one("/journal/tag/news", "/about")
    db.session.commit()
    assert notes(whole) == ["12 former addresses lead to where things are now."]
    browser = visit(demo)
    for old, new in {
        "/journal/category/tools/quills/": "/blog/tags/quills",
        "/journal/category/tools/quills/page/2/": "/blog/tags/quills",
        "/journal/category/tools/quills/feed/": "/blog/tags/quills/feed.xml",
        "/journal/tag/gall-ink/feed/atom/": "/blog/tags/gall-ink/feed.atom",
        "/journal/tag/%D1%87%D0%B5%D1%80/": "/blog/tags/%D1%87%D0%B5%D1%80%D0%BD%D0%B8%D0%BB%D0%B0",
        "/journal/category/uncategorized/": "/blog/",
        "/journal/author/mira/": "/blog/authors/mira-holt",
        "/journal/author/mira/feed/": "/blog/authors/mira-holt/feed.xml",
        "/journal/feed/": "/feed.xml",
        "/journal/feed/atom/": "/feed.atom",
        "/journal/comments/feed/": "/feed.xml",
        "/journal/2019/05/": "/blog/archive/2019/05",
        "/journal/2019/05/page/3/": "/blog/archive/2019/05",
        "/journal/2019/": "/blog/archive/2019",
        "/journal/page/2/": "/blog/",
        "/journal/2019/05/ink/feed/": "/blog/ink",
        "/journal/": "/blog/",
        "/journal/tag/news/": "/about",
    }.items():
        assert leads(browser, old) == new, old
        if new != "/about":
            assert browser.get(new).status_code == 200, new
    for path in ("/journal/tag/hidden/", "/journal/2011/", "/journal/tag/gall-ink/feed/odd", "/x/page/2", "/page/2"):
        assert browser.get(path).status_code == 404, path
    # Again: nothing twice, and what was renamed here meanwhile stays so.
    change(db.session.scalars(select(Tag).where(Tag.slug == "quills")).one(), name="Feathers")
    db.session.commit()
    before = dict(db.session.execute(select(Redirect.path, Redirect.target)).all())
    assert notes(whole) == []
    assert dict(db.session.execute(select(Redirect.path, Redirect.target)).all()) == before
    assert leads(browser, "/journal/category/tools/quills/feed/") == "/blog/tags/feathers/feed.xml"


def test_lists_of_ghost_and_substack_lead_to_lists_here(visit, demo):
    posts = ghost(ghost_post("p1", "Ink", html="<p>Black</p>"))
    assert notes(posts) == ["4 former addresses lead to where things are now."]
    table = b"post_id,post_date,is_published,type,audience,title\n"
    table += b"1.pens,2019-05-04T08:20:30Z,true,newsletter,everyone,Pens\n"
    substack = packed({"posts.csv": table, "posts/1.pens.html": b"<p>Words.</p>"}).getvalue()
    assert notes(substack) == ["2 former addresses lead to where things are now."]
    assert notes(substack) == []
    browser = visit(demo)
    for old, new in {
        "/tag/dyes/": "/blog/tags/dyes",
        "/tag/dyes/rss/": "/blog/tags/dyes/feed.xml",
        "/tag/dyes/page/2/": "/blog/tags/dyes",
        "/author/mira/": "/blog/authors/mira-holt",
        "/rss/": "/feed.xml",
        "/page/2/": "/blog/",
        "/archive": "/blog/archive/",
        "/feed": "/feed.xml",
    }.items():
        assert leads(browser, old) == new, old
        assert browser.get(new).status_code == 200, new
    assert browser.get("/tag/hash-staff/").status_code == 404


def test_hostile_names_lead_nowhere_and_are_bounded(visit, demo):
    odd = term("Studio", "category", "../../studio") + term("Q", nicename="a?b=1#c") + term("L", nicename="x" * 3000)
    circle = "".join(
        f"<wp:category><wp:category_nicename>{one}</wp:category_nicename><wp:category_parent>{other}</wp:category_parent>"
        "</wp:category>"
        for one, other in (("a", "b"), ("b", "a"))
    )
    whole = export(
        [circle, post(1, "Ink", creator="<b>/../x", date="9999-99-99 x", more=odd + term("A", "category", "a"))]
    )
    assert notes(whole) and visit(demo).get("/studio/").status_code in (302, 303)
    paths = db.session.scalars(select(Redirect.path)).all()
    assert "/journal/category/b/a" in paths and all(len(path) <= 1000 and "9999" not in path for path in paths)
    assert len(lists_of_ghost({f"t{n}": "T" for n in range(MOST * 2)}, {})) == MOST
