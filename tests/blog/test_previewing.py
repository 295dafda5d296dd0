"""The preview is the page that the form, as it stands, would publish; looking at it writes nothing."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.blog.models import Author, Autosave, Media, Page, Post, Revision, Series, Tag
from educrowd.core.current import current
from educrowd.core.db import db
from tests.blog.conftest import fields_of, photo

TEXT = "# Press\n\n%s\n\nhttps://vimeo.com/76979871\n\nA claim.[^1]\n\n[^1]: Its source.\n\n" + "Ink is made. " * 300


@pytest.fixture
def ink(write, ben):
    """Nell's draft beside two public posts of a series, with which it shares a tag."""
    current.user = ben
    Author.of(ben)
    write("Lamp black", days_ago=3, tags=["Craft"], series="Colors")
    write("Umber", days_ago=2, tags=["Craft"], series="Colors", part=9)
    return write("Draft", text="Old.", tags=["Old"], excerpt="Old.", guest_names=["Old Hand"])


@pytest.fixture
def typed(nell, ben):
    """All that is typed and chosen anew."""
    current.user = nell
    picture = Media.upload(photo(), name="jar.jpg", alt="A jar", decorative=False).markdown
    db.session.commit()
    return {
        "title": "Mixing <one> black",
        "body_markdown": TEXT % picture,
        "excerpt": "How to mix it.",
        "slug": "one-black",
        "tags": "Zinc, craft, A new one",
        "series": "colors",
        "part": "4",
        "co_authors": str(ben.id),
        "names_authors": "yes",
        "guest_names": "Grace Hopper\nAda Byron",
        "comment_policy": "anyone",
        "audience": "everyone",
    }


def article(page) -> str:
    """What readers see of a post, without the newsletter's form, which is the site's."""
    shown = re.sub(
        r'<div class="reading"><section class="panel stack" id="newsletter.*?</section></div>',
        "",
        page.text,
        flags=re.S,
    )
    begin = shown.index('<article class="reading post">')
    end = shown.find('<section class="stack panel preview-elsewhere">', begin)
    return " ".join(shown[begin : end if end > 0 else shown.index("</main>", begin)].split())


def rows() -> list:
    db.session.rollback()
    tables = (Post, Revision, Tag, Series, Author)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables] + [
        tuple(row) for row in db.session.execute(select(Post.slug, Post.version, Post.status).order_by(Post.id))
    ]


def test_the_preview_is_what_the_same_form_publishes(studio, visitor, ink, typed):
    browser, path = studio(), f"/studio/posts/{ink.id}"
    sent = typed | fields_of(browser.get(f"{path}/edit"))
    before = rows()
    page = browser.submit(f"{path}/preview", **sent)
    beside = browser.submit(f"{path}/preview", htmx=True, **sent)
    again = browser.get(f"{path}/preview")
    assert [page.status_code, beside.status_code, again.status_code] == [200, 200, 200]
    assert rows() == before, "a look writes nothing"
    for answer in (page, beside):
        assert "How to mix it." in answer.text and "/files/" in answer.text.partition("preview-elsewhere")[2]

    assert browser.submit(f"{path}/publication", **sent).status_code == 303
    published = article(visitor.get("/blog/one-black"))
    for part in (
        "Mixing &lt;one&gt; black", ">Grace Hopper<", ">Ada Byron<", ">Ben<", "4 min to read", 'alt="A jar"',
        ">A new one<", "Part 2 of 3", 'rel="prev"', 'rel="next"', "About the same things", "Write a comment",
    ):  # fmt: skip
        assert part in published, part
    assert "Old" not in published
    assert article(page) == published
    assert article(again) == published
    assert " ".join(beside.text.split()).startswith(published.replace('"?embed=1', f'"{path}/preview?embed=1'))

    # As it is public now, the same again: with its own date and place.
    sent |= fields_of(browser.get(f"{path}/edit")) | {"title": "Black", "part": "12", "comment_policy": "off"}
    later = article(browser.submit(f"{path}/preview", **sent))
    assert "Part 3 of 3" in later and "Write a comment" not in later
    assert article(visitor.get("/blog/one-black")) == published
    browser.submit(path, **sent)
    assert article(visitor.get("/blog/one-black")) == later


def test_a_page_is_previewed_as_it_will_be(studio, visitor, nell):
    current.user = nell
    about = Page.draft("About us", body_markdown="Old.")
    db.session.commit()
    browser, path = studio(), f"/studio/pages/{about.id}"
    sent = {"title": "Us", "body_markdown": "**New.**", "slug": "us"} | fields_of(browser.get(f"{path}/edit"))
    shown = article(browser.submit(f"{path}/preview", **sent))
    assert "preview-elsewhere" not in browser.submit(f"{path}/preview", htmx=True, **sent).text
    browser.submit(f"{path}/publication", **sent)
    assert shown == article(visitor.get("/us")) and "<strong>New.</strong>" in shown


def test_who_may_read_it_and_when_it_appears_are_shown_as_chosen(studio, ink, typed):
    browser, path = studio(), f"/studio/posts/{ink.id}"
    chosen = typed | {"audience": "members", "published_at": "2031-05-04T09:30"}
    for htmx in (False, True):
        shown = browser.submit(f"{path}/preview", htmx=htmx, **chosen, **fields_of(browser.get(f"{path}/edit"))).text
        assert (
            "The rest is for" in shown and "log in</a>" in shown and "2031" in shown.partition("preview-elsewhere")[0]
        )
        assert "Ink is made." in shown, "who writes it reads all of it"
    db.session.expire_all()
    assert db.session.get_one(Post, ink.id).audience == "everyone"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": "x" * 201}, "200 characters"),
        ({"body_markdown": "x" * 200_001}, "200000 characters"),
        ({"part": "four"}, "Part"),
        ({"slug": "umber"}, "Another post has this address"),
        ({"slug": "No slug!"}, "letters a to z"),
        ({"tags": ",".join(f"t{n}" for n in range(11))}, "at most 10 tags"),
        ({"guest_names": "\n".join(f"N{n}" for n in range(11))}, "At most 10 names"),
        ({"co_authors": "999999"}, "Written with"),
        ({"audience": "course:999999"}, "Who may read it"),
        ({"published_at": "0999-01-01T00:00"}, "1000 and 2999"),
        ({"published_at": "tomorrow"}, "Publish on"),
        ({"editor": "?"}, ""),
    ],
)
def test_what_could_not_be_saved_is_not_shown_and_says_why(studio, ink, typed, wrong, said):
    browser, path = studio(), f"/studio/posts/{ink.id}/preview"
    sent = typed | fields_of(browser.get(f"/studio/posts/{ink.id}/edit")) | wrong
    before = rows()
    beside = browser.submit(path, htmx=True, **sent)
    assert beside.status_code == 422 and said in beside.text and "<html" not in beside.text
    assert "<article" not in beside.text
    page = browser.submit(path, **sent)
    assert page.status_code == 422 and said in page.text and 'id="post-form"' in page.text
    assert "Zinc" in page.text or "tags" in wrong
    assert rows() == before and db.session.scalars(select(Autosave)).all() == []


def test_without_a_title_the_rest_is_shown_all_the_same(studio, ink, typed):
    browser = studio()
    sent = typed | {"title": " "} | fields_of(browser.get(f"/studio/posts/{ink.id}/edit"))
    shown = browser.submit(f"/studio/posts/{ink.id}/preview", htmx=True, **sent)
    assert shown.status_code == 200 and "<h1>Untitled</h1>" in shown.text and "Grace Hopper" in shown.text
