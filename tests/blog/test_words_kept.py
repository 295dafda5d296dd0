"""The editor loses no text: what one typed is offered, kept and handed back, whatever happened to its save."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.models import Autosave, Post
from educrowd.core.db import db
from tests.blog.conftest import fields_of


@pytest.fixture
def ink(write):
    """Nell's draft, with all that an autosave keeps."""
    return write("Ink", excerpt="How to mix it.", tags=["Ink", "Craft"])


def text_of(post, **changes):
    """What the editor's form sends of a post."""
    names = ", ".join(tag.name for tag in post.tags)
    saved = {"title": post.title, "body_markdown": post.body_markdown, "excerpt": post.excerpt, "tags": names}
    return saved | {"slug": post.slug} | changes


def held_in(page) -> dict[str, str]:
    """The form of a page that holds somebody's words."""
    inputs = re.findall(r'<input [^>]*name="([^"]+)" value="([^"]*)"', page.text)
    boxes = re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    return {name: unescape(value) for name, value in inputs + boxes}


@pytest.mark.parametrize(
    "changed", [{"title": "Black ink"}, {"excerpt": "Mixing one black."}, {"tags": "Craft, Paper"}]
)
def test_a_new_title_summary_or_tag_alone_is_unsaved_work_too(studio, ink, changed):
    browser = studio()
    path = f"/studio/posts/{ink.id}"
    hidden = fields_of(browser.get(f"{path}/edit"))
    browser.submit(f"{path}/autosave", htmx=True, **text_of(ink, **changed), **hidden)
    page = browser.get(f"{path}/edit").text
    assert "Unsaved changes by Nell" in page
    continued = browser.get(re.search(r'href="([^"]+unsaved=[^"]+)"', page)[1]).text
    assert next(iter(changed.values())) in continued


def test_what_equals_the_saved_post_is_not_offered(studio, ink):
    browser = studio()
    path = f"/studio/posts/{ink.id}"
    hidden = fields_of(browser.get(f"{path}/edit"))
    browser.submit(f"{path}/autosave", htmx=True, **text_of(ink), **hidden)
    assert db.session.scalars(select(Autosave)).one().tags == "Craft, Ink"
    assert "Unsaved changes" not in browser.get(f"{path}/edit").text


def test_two_texts_on_one_page_are_kept_while_they_are_merged(studio, ink):
    browser = studio()
    path = f"/studio/posts/{ink.id}"
    hidden = fields_of(browser.get(f"{path}/edit"))
    ink.rewrite(1, body_markdown="Olga's text.")
    db.session.commit()
    conflict = browser.submit(path, **text_of(ink, body_markdown="Nell's text."), **hidden)
    assert conflict.status_code == 409 and "keeping" in conflict.text and "data-keeps" in conflict.text
    kept = db.session.scalars(select(Autosave)).one()
    assert (kept.body_markdown, kept.base_version) == ("Nell's text.", 1), "who goes on with it meets both texts again"

    merging = fields_of(conflict)
    answer = browser.submit(f"{path}/autosave", htmx=True, **text_of(ink, body_markdown="Half merged."), **merging)
    assert answer.status_code == 200
    assert "Unsaved changes by Nell" in browser.get(f"{path}/edit").text
    browser.submit(path, **text_of(ink, body_markdown="Both texts."), **merging)
    db.session.expire_all()
    assert db.session.get_one(Post, ink.id).body_markdown == "Both texts."
    assert db.session.scalars(select(Autosave)).all() == []


def test_a_save_after_the_sign_in_ended_hands_the_words_back_for_the_next_one(visitor, studio, ink, nell):
    path = f"/studio/posts/{ink.id}"
    hidden = fields_of(studio().get(f"{path}/edit"))
    words = '\nTwo hours <of> work.\n\nAnd "more".'
    lost = visitor.submit(path, **text_of(ink, body_markdown=words), **hidden)
    assert lost.status_code == 401 and "Log in in another tab" in lost.text
    form = held_in(lost)
    assert (form["body_markdown"], form["tags"], form["version"]) == (words, "Craft, Ink", "1")

    visitor.sign_in(nell)
    headers = {"Origin": visitor.origin}
    again = visitor.post(path, data=form, headers=headers)
    assert again.status_code == 400 and held_in(again)["body_markdown"] == words
    assert visitor.post(path, data=held_in(again), headers=headers).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Post, ink.id).body_markdown == words.strip()


def test_a_refused_save_leaves_the_words_to_be_copied(studio, ben, ink):
    answer = studio(ben).submit(f"/studio/posts/{ink.id}", **text_of(ink, body_markdown="Ben's words."))
    assert answer.status_code == 403
    assert "Ben&#39;s words." in answer.text and "Send again" not in answer.text


def test_words_that_another_site_sends_are_not_shown_as_ones_own(visitor, ink):
    elsewhere = {"Origin": "http://other.localhost:8000"}
    answer = visitor.post(f"/studio/posts/{ink.id}", data=text_of(ink, body_markdown="Not mine."), headers=elsewhere)
    assert answer.status_code == 401 and "Not mine." not in answer.text


def test_what_is_too_large_to_be_read_gets_the_plain_answer(visitor, ink):
    answer = visitor.submit(f"/studio/posts/{ink.id}", body_markdown="x" * 17_000_000)
    assert answer.status_code == 401 and len(answer.text) < 100_000
