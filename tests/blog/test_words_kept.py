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
    "changed",
    [
        {"title": "Black ink"},
        {"excerpt": "Mixing one black."},
        {"tags": "Craft, Paper"},
        {"slug": "half an addr"},
        {"series": "Colors &amp; inks"},
        {"part": "not yet known"},
        {"guest_names": "Grace Hopper"},
        {"alt": "A jar of ink"},
    ],
)
def test_whatever_was_typed_is_unsaved_work(studio, ink, changed):
    browser = studio()
    path = f"/studio/posts/{ink.id}"
    hidden = fields_of(browser.get(f"{path}/edit"))
    browser.submit(f"{path}/autosave", htmx=True, **text_of(ink, **changed), **hidden)
    page = browser.get(f"{path}/edit").text
    assert "Unsaved changes by Nell" in page
    continued = browser.get(re.search(r'href="([^"]+unsaved=[^"]+)"', page)[1]).text
    assert next(iter(changed.values())) in unescape(continued)


def test_choices_are_kept_as_well_and_nobody_makes_those_of_another(studio, ink, ben, owner):
    ink.place(co_authors=[ben])
    db.session.commit()
    browser, path = studio(), f"/studio/posts/{ink.id}"
    hidden = fields_of(browser.get(f"{path}/edit"))
    chosen = {"audience": "members", "comment_policy": "off", "co_authors": str(owner.id), "names_authors": "yes"}
    browser.submit(f"{path}/autosave", htmx=True, **text_of(ink, **chosen, published_at="2031-05-04T09:30"), **hidden)
    address = re.search(r'href="([^"]+unsaved=[^"]+)"', browser.get(f"{path}/edit").text)[1]
    continued = browser.get(address).text
    for value in ("members", "off"):
        assert f'<option selected value="{value}"' in continued
    assert re.search(rf'<input checked [^>]*value="{owner.id}"', continued)
    assert not re.search(rf'<input checked [^>]*value="{ben.id}"', continued)
    assert "2031-05-04" not in continued, "when it appears is nothing that comes back by itself"

    kept = db.session.scalars(select(Autosave)).one()
    kept.around = kept.around | {"audience": "course:999999"}
    db.session.commit()
    assert '<option selected value="everyone"' in browser.get(address).text, "what cannot be chosen stays as it is"


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


def test_of_two_who_write_neither_overwrites_the_others_tags_or_names_unseen(studio, ink):
    browser, path = studio(), f"/studio/posts/{ink.id}"
    hidden = fields_of(browser.get(f"{path}/edit"))
    theirs = {"tags": ["Paper"], "series": "Colors", "guest_names": ["Grace Hopper"], "slug": "black"}
    ink.rewrite(1, **theirs, audience="members")
    db.session.commit()
    mine = {"tags": "Craft, Mine", "series": "Inks", "part": "2", "guest_names": "", "audience": "everyone"}
    conflict = browser.submit(path, **text_of(ink, slug="ink", body_markdown="Nell's.", **mine), **hidden)
    saved = dict(re.findall(r'<textarea id="saved-([^"]+)"[^>]*>\n(.*?)</textarea>', conflict.text, re.DOTALL))
    assert conflict.status_code == 409
    assert {name: saved.get(name) for name in ("tags", "series", "part", "guest_names", "slug", "audience")} == {
        "tags": "Paper",
        "series": "Colors",
        "part": "1",
        "guest_names": "Grace Hopper",
        "slug": "black",
        "audience": "Members of this site",
    }
    assert "excerpt" not in saved, "what both say alike needs no choice"
    for field in ('id="tags"', 'id="series"', 'id="guest_names"', 'id="slug"', 'id="audience"'):
        assert field in conflict.text
    kept = db.session.scalars(select(Autosave)).one()
    assert (kept.tags, kept.around["series"], kept.base_version) == ("Craft, Mine", "Inks", 1)

    merged = text_of(ink, body_markdown="Both.", tags="Paper, Mine", series="Colors", part="1", slug="black")
    merged |= {"guest_names": "Grace Hopper", "audience": "members"}
    assert browser.submit(path, **merged, **fields_of(conflict)).status_code == 303
    db.session.expire_all()
    post = db.session.get_one(Post, ink.id)
    assert (post.slug, post.audience, post.series.title, post.byline) == ("black", "entitled", "Colors", "Grace Hopper")
    assert [tag.name for tag in post.tags] == ["Mine", "Paper"]


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
