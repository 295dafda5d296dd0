"""Writing and publishing, in the words of the models."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.models import Post, Revision, Tag
from educrowd.blueprints.blog.models.writable import Stale, shortened
from educrowd.blueprints.blog.publishing import publish_due_posts
from educrowd.blueprints.blog.signals import post_published
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid


@pytest.fixture
def heard():
    """The ids of the posts that were announced."""
    ids = []

    def hear(sender, post_id):
        ids.append(post_id)

    with post_published.connected_to(hear):
        yield ids


def test_nell_writes_a_draft_that_only_the_studio_knows(write, nell):
    post = write("Crème brûlée, at last")
    assert (post.slug, post.status, post.version) == ("creme-brulee-at-last", "draft", 1)
    assert (post.author_id, post.author_name) == (nell.id, "Nell")
    assert db.session.scalars(Post.published()).all() == []


def test_two_posts_of_one_title_have_addresses_of_their_own(write):
    assert [write("Ink").slug, write("Ink").slug, write("Tags").slug] == ["ink", "ink-2", "tags-2"]


def test_a_title_without_latin_letters_still_has_an_address(write):
    assert write("星を読む").slug == "post"


def test_every_save_keeps_a_revision(write):
    post = write("Ink", text="One.")
    post.rewrite(1, body_markdown="Two.")
    post.rewrite(2, title="Blacker ink")
    kept = db.session.scalars(select(Revision).filter_by(post_id=post.id).order_by(Revision.version)).all()
    assert [(one.version, one.title, one.body_markdown) for one in kept] == [
        (1, "Ink", "One."),
        (2, "Ink", "Two."),
        (3, "Blacker ink", "Two."),
    ]


def test_a_save_over_an_old_version_is_refused_and_changes_nothing(write):
    post = write("Ink")
    post.rewrite(1, body_markdown="Nell's words.")
    db.session.commit()
    with pytest.raises(Stale):
        post.rewrite(1, body_markdown="Ben's words.")
    db.session.rollback()
    assert (post.body_markdown, post.version) == ("Nell's words.", 2)


def test_the_html_is_made_at_the_save_with_what_lists_need(write):
    post = write("Ink", text="# Black\n\nIs **not** a color.")
    assert "<strong>not</strong>" in post.body_html
    assert post.summary == "Black Is not a color." and post.words == 5


def test_an_own_excerpt_is_the_summary(write):
    assert write("Ink", excerpt=" How to\nmix one. ").summary == "How to mix one."


def test_a_long_text_is_summed_up_between_words():
    assert shortened("one two three", 9) == "one two …"


def test_control_characters_never_reach_a_feed(write):
    assert write("In\x0bk", text="a\x00b\x08\r\nc\td").body_markdown == "ab\nc\td"


def test_publishing_announces_once(write, heard):
    post = write("Ink")
    post.publish()
    post.publish()
    assert post.is_published and heard == [post.id]


def test_an_empty_post_is_not_published(write):
    with pytest.raises(Invalid, match="write a few words first"):
        write("Ink", text=" \n").publish()


def test_a_post_comes_back_under_its_first_date(write):
    post = write("Ink", days_ago=5)
    first = post.published_at
    post.unpublish()
    assert post.status == "draft"
    post.publish()
    assert post.published_at == first


@pytest.mark.parametrize("hours", [-1, 0])
def test_nobody_schedules_for_the_past(write, hours):
    with pytest.raises(Invalid, match="time to come"):
        write("Ink").schedule(utcnow() + timedelta(hours=hours))


def test_a_scheduled_post_appears_when_its_time_has_come_and_not_before(write, heard):
    soon, later = write("Soon"), write("Later")
    soon.schedule(utcnow() + timedelta(seconds=60))
    later.schedule(utcnow() + timedelta(days=1))
    publish_due_posts()
    assert heard == []
    soon.published_at = utcnow() - timedelta(seconds=1)
    publish_due_posts()
    publish_due_posts()
    assert heard == [soon.id] and soon.is_published and later.is_scheduled


def test_a_schedule_that_is_withdrawn_leaves_no_date(write):
    post = write("Ink")
    post.schedule(utcnow() + timedelta(days=1))
    post.unpublish()
    assert post.published_at is None


def test_tags_are_shared_whatever_their_spelling(write):
    write("One", tags=["Night Sky", "ink", "night-sky"])
    two = write("Two", tags=["INK", "星"])
    assert [(tag.slug, tag.name) for tag in two.tags] == [("ink", "ink"), ("星", "星")]
    assert {tag.slug for tag in db.session.scalars(select(Tag))} == {"ink", "night-sky", "星"}


def test_tags_are_told_apart_in_every_script(write, visitor):
    # Vowels of Devanagari are marks; numbers alone tell no names apart.
    names = {"हिन्दी", "हिन्दू", "Ночь 2", "День 2", "ภาษาไทย"}
    assert {tag.name for tag in write("Scripts", days_ago=1, tags=list(names)).tags} == names
    page = visitor.get(f"/blog/tags/{quote('हिन्दी')}")
    assert page.status_code == 200 and "हिन्दी" in page.text


def test_eleven_tags_are_too_many(write):
    with pytest.raises(Invalid, match="at most 10"):
        write("Ink", tags=[f"tag {number}" for number in range(11)])


@pytest.mark.parametrize("slug", ["In k", "-ink", "tags", "a" * 81, "../x", "ink\n"])
def test_addresses_keep_to_their_grammar(write, slug):
    with pytest.raises(Invalid) as refusal:
        write("Ink").rewrite(slug=slug)
    assert refusal.value.field == "slug"


def test_no_two_posts_share_an_address(write):
    write("Ink")
    with pytest.raises(Invalid, match="Another post"):
        write("Paper").rewrite(slug="ink")


def test_authors_change_their_own_posts_and_editors_everyones(write, nell, ben, ada):
    post = write("Ink", by=ben)
    assert post.editable_by(ben) and post.editable_by(nell) and not post.editable_by(ada)
    assert not write("Paper", by=nell).editable_by(ben)
