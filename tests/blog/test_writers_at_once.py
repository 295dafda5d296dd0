"""Two people press Save in the same moment, each on a connection of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from educrowd.blueprints.blog.models import Post, Revision, Tag
from educrowd.core import tenancy
from educrowd.core.db import db
from tests.blog.conftest import fields_of


def test_one_of_two_simultaneous_saves_wins_and_the_other_is_told(write, studio, owner, demo):
    post = write("Ink", text="The first text.")
    id, start, statuses = post.id, Barrier(2), {}

    def save(browser, hidden, text):
        start.wait()
        answer = browser.submit(f"/studio/posts/{id}", title="Ink", body_markdown=text, tags=text, **hidden)
        statuses[text] = answer.status_code

    desks = [
        (browser := studio(person), fields_of(browser.get(f"/studio/posts/{id}/edit"))) for person in (None, owner)
    ]
    with ThreadPoolExecutor(2) as people:
        list(people.map(save, *zip(*desks, strict=True), ("Nells", "Olgas")))
    assert sorted(statuses.values()) == [303, 409]
    winner = next(text for text, status in statuses.items() if status == 303)
    db.session.rollback()
    kept = db.session.get_one(Post, id)
    assert (kept.body_markdown, kept.version) == (winner, 2)
    assert db.session.scalars(select(Revision.version).filter_by(post_id=id)).all() == [1, 2]


def test_two_posts_may_bring_the_same_new_tag_at_once(write, app, demo):
    ids, start = [write("One").id, write("Two").id], Barrier(2)

    def tag(id):
        with app.app_context(), tenancy.transaction(demo):
            start.wait()
            db.session.get_one(Post, id).tags = Tag.named(["Craft"])

    with ThreadPoolExecutor(2) as people:
        list(people.map(tag, ids))
    db.session.rollback()
    assert len(db.session.scalars(select(Tag)).all()) == 1


def test_two_posts_of_one_title_begun_at_once_have_addresses_of_their_own(studio, owner):
    browsers, start = [studio(), studio(owner)], Barrier(2)

    def begin(browser):
        start.wait()
        return browser.submit("/studio/posts/", title="Ink").status_code

    with ThreadPoolExecutor(2) as people:
        assert list(people.map(begin, browsers)) == [303, 303]
    db.session.rollback()
    assert set(db.session.scalars(select(Post.slug))) == {"ink", "ink-2"}
