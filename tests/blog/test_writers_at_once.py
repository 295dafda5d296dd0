"""Two people in the same moment, each on a connection of their own."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.filing import series, tags
from educrowd.blueprints.blog.models import Post, Revision, Tag
from educrowd.blueprints.blog.models.writable import Stale
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from tests.blog.conftest import fields_of


@pytest.fixture
def meanwhile(app, demo, nell):
    """`meanwhile(act)` runs `act` for Nell in a transaction of its own, and gives it time to meet ours."""
    who = type("Nell", (), {"id": nell.id, "name": nell.name})()
    pool = ThreadPoolExecutor(1)

    def begin(act) -> Future:
        def elsewhere():
            with app.app_context(), tenancy.transaction(demo, who):
                return act()

        future = pool.submit(elsewhere)
        time.sleep(0.4)
        return future

    yield begin
    pool.shutdown()


def test_a_save_waits_for_the_one_before_and_then_knows_that_it_is_late(write, meanwhile):
    post = write("Ink", text="The first text.")
    id = post.id
    post.rewrite(1, body_markdown="Nells")
    db.session.flush()
    late = meanwhile(lambda: db.session.get_one(Post, id).rewrite(1, body_markdown="Olgas"))
    assert not late.done()
    db.session.commit()
    with pytest.raises(Stale):
        late.result()
    assert post.body_markdown == "Nells"
    assert db.session.scalars(select(Revision.version).filter_by(post_id=id)).all() == [1, 2]


def test_one_of_two_simultaneous_saves_wins_and_the_other_sees_both_texts(write, studio, owner):
    id, statuses = write("Ink", text="The first text.").id, {}

    def save(browser, hidden, text):
        answer = browser.submit(f"/studio/posts/{id}", title="Ink", body_markdown=text, tags=text, **hidden)
        statuses[text] = answer.status_code

    browsers = [studio(), studio(owner)]
    hidden = [fields_of(browser.get(f"/studio/posts/{id}/edit")) for browser in browsers]
    with ThreadPoolExecutor(2) as people:
        list(people.map(save, browsers, hidden, ("Nells", "Olgas")))
    assert sorted(statuses.values()) == [303, 409]
    winner = next(text for text, status in statuses.items() if status == 303)
    db.session.rollback()
    kept = db.session.get_one(Post, id)
    assert (kept.body_markdown, kept.version) == (winner, 2)


def test_two_posts_may_bring_the_same_new_tag_at_once(write, meanwhile):
    one, two = write("One"), write("Two").id
    one.tags = Tag.named(["Craft"])
    db.session.flush()

    def tag():
        db.session.get_one(Post, two).tags = Tag.named(["Craft"])

    second = meanwhile(tag)
    db.session.commit()
    second.result()
    assert [tag.name for tag in db.session.scalars(select(Tag))] == ["Craft"]


def test_a_post_is_saved_although_its_tag_and_series_go_in_that_moment(write, meanwhile):
    one, two = write("One", tags=["Craft"], series="Inks"), write("Two").id
    gone = one.tags[0].id, one.series_id
    tags.remove(one.tags[0])
    series.remove(one.series)

    def save():
        post = db.session.get_one(Post, two)
        post.tags = Tag.named(["Craft"])
        post.put_into("Inks", None)

    second = meanwhile(save)
    assert not second.done()
    db.session.commit()
    second.result()
    db.session.expire_all()
    post = db.session.get_one(Post, two)
    assert post.tags[0].name == "Craft" and post.series.title == "Inks"
    assert (post.tags[0].id, post.series_id) != gone


def test_two_posts_of_one_title_begun_at_once_have_addresses_of_their_own(nell, meanwhile):
    current.user = nell
    Post.draft("Ink")
    second = meanwhile(lambda: Post.draft("Ink").slug)
    db.session.commit()
    assert second.result() == "ink-2"
