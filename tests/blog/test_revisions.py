"""What a post said before, compared and brought back."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from educrowd.blueprints.blog.comparing import compare
from educrowd.blueprints.blog.models import Post
from educrowd.core.db import db
from tests.blog.conftest import found


def fresh(post):
    db.session.expire_all()
    return db.session.get_one(Post, post.id)


def test_words_that_went_and_came_are_marked_and_the_rest_is_not():
    pieces = [(piece.kind, piece.text) for piece in compare("Black is not one color.\n", "Black is never one color.\n")]
    assert pieces == [("same", "Black is "), ("gone", "not"), ("new", "never"), ("same", " one color.\n")]


@given(st.text(alphabet="ab \n.é", max_size=60), st.text(alphabet="ab \n.é", max_size=60))
def test_both_texts_can_be_read_from_what_is_compared(before, after):
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


def test_nell_compares_two_versions_and_brings_the_first_back(studio, write, visitor):
    post = write("Ink", days_ago=1, text="Black is umber.")
    post.rewrite(title="Inks", body_markdown="Black is <b>soot</b>.")
    db.session.commit()
    browser = studio()
    listed = browser.get(f"/studio/posts/{post.id}/revisions").text
    assert f'href="/studio/posts/{post.id}/revisions/2?from=1"' in listed
    page = browser.get(f"/studio/posts/{post.id}/revisions/2").text
    assert "<del>umber</del>" in page and "<ins>&lt;b&gt;soot&lt;/b&gt;</ins>" in page and "<ins>Inks</ins>" in page
    action, version = found(r'action="([^"]+/restoration)"', page), found(r'name="version" value="(\d+)"', page)
    answer = browser.submit(action, version=version)
    assert answer.headers["Location"] == f"/studio/posts/{post.id}/edit"
    post = fresh(post)
    assert (post.title, post.body_markdown, post.version) == ("Ink", "Black is umber.", 3)
    assert post.revision(2).body_markdown == "Black is <b>soot</b>."
    assert "umber" in visitor.get("/blog/ink").text


def test_nobody_brings_a_text_back_over_one_they_have_not_seen(studio, write):
    post = write("Ink", text="One.")
    for text in ("Two.", "Three."):
        post.rewrite(body_markdown=text)
    db.session.commit()
    answer = studio().submit(f"/studio/posts/{post.id}/revisions/1/restoration", version="2")
    assert answer.headers["Location"] == f"/studio/posts/{post.id}/revisions"
    assert fresh(post).body_markdown == "Three."


def test_versions_that_never_were_are_not_found(studio, write):
    post, browser = write("Ink"), studio()
    for version in (0, 9, 2**64):
        assert browser.get(f"/studio/posts/{post.id}/revisions/{version}").status_code == 404
    assert browser.get(f"/studio/posts/{post.id}/revisions/1?from=77").status_code == 200


def test_long_texts_are_compared_in_no_time(studio, write):
    post = write("Ink", text="a b\n" * 30_000)
    post.rewrite(body_markdown="b a\nc\n" * 20_000)
    db.session.commit()
    page = studio().get(f"/studio/posts/{post.id}/revisions/2")
    assert page.status_code == 200 and len(re.findall("<del>", page.text)) >= 1


def test_programs_read_and_restore(client, nell, ben, write):
    post = write("Ink", text="One.")
    post.rewrite(body_markdown="Two.")
    db.session.commit()
    browser, at = client(nell), f"/api/v1/blog/posts/{post.id}/revisions/"
    listed = browser.get(at).get_json()["data"]
    assert [(one["version"], one["author"]["name"]) for one in listed] == [(2, "Nell"), (1, "Nell")]
    assert browser.get(f"{at}1/").get_json()["data"]["body_markdown"] == "One."
    assert browser.post(f"{at}1/restoration/", json={"version": 1}).status_code == 409
    assert browser.post(f"{at}1/restoration/", json={"version": 2}).get_json()["data"]["body_markdown"] == "One."
    assert client(ben).get(at).status_code == 403
    assert browser.get(f"{at}99/").status_code == 404
