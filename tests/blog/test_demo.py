"""The blogs of the demonstration sites: filled, and nobody hears of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.blog.demo.arranging import FRONT_PAGES
from educrowd.blueprints.blog.models import (
    ContactMessage,
    DraftLink,
    Media,
    NewsletterLetter,
    Page,
    Post,
    PostComment,
    Subscriber,
    VisitCount,
)
from educrowd.blueprints.blog.models.newsletter import Newsletter
from educrowd.blueprints.blog.newsletter.subscribing import forget_unconfirmed
from educrowd.blueprints.blog.pages.blocks import KINDS
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from tests.blog.filling import fill_blog
from tests.jobs import run_jobs


@pytest.fixture
def demo(new_site):
    """A site that may be written to, as all of the demonstration sites are."""
    site = new_site("demo", settings={"contact_form": True})
    with tenancy.bind(site):
        yield site


@pytest.fixture
def northgate(filled):
    return filled("demo")


@pytest.fixture
def filled(app, demo, new_person):
    """`filled("atelier")` fills this test's site as that demonstration site is."""
    return lambda slug: fill_blog(app, slug, new_person)


@pytest.mark.parametrize("slug", ["demo", "atelier", "nell"])
def test_every_demonstration_site_has_posts_drafts_and_a_picture(filled, visitor, slug):
    filled(slug)
    posts = db.session.scalars(select(Post)).all()
    assert sum(post.is_published for post in posts) >= 5 and any(post.status == "draft" for post in posts)
    assert all(post.tags and post.words > 20 for post in posts)
    page = db.session.scalars(select(Page)).one()
    assert page.is_published and visitor.get(page.path).status_code == 200
    for picture in db.session.scalars(select(Media)):
        assert len(picture.alt) > 20 and visitor.get(picture.url).status_code == 200
    assert not re.search(r"!\[picture|\]\((dusk|clay|mist)\)", " ".join(post.body_markdown for post in posts))


def test_readers_have_said_something_in_every_state_and_some_of_it_was_answered(northgate):
    said = dict(db.session.execute(select(PostComment.status, func.count()).group_by(PostComment.status)).all())
    assert set(said) == {"published", "held", "hidden"}
    assert db.session.scalar(select(func.max(PostComment.depth))) == 3
    assert {"", "guest", "team", "author"} == set(db.session.scalars(select(PostComment.author_role)))


def test_a_series_has_three_parts_by_two_people(northgate):
    post = db.session.scalars(select(Post).where(Post.title.endswith("week seven"))).one()
    place = post.place_in_series
    assert (place.number, place.total) == (2, 3)
    assert place.previous.title.endswith("week six") and place.next.title.endswith("week eight")
    assert [author.user_id for author in post.authors] == [northgate.creator.id, northgate.instructor.id]


def test_letters_have_figures_and_nobody_gets_one(northgate, mails):
    forget_unconfirmed.later()
    run_jobs()
    assert mails("") == []
    assert set(db.session.scalars(select(Subscriber.state))) >= {"confirmed", "pending", "unsubscribed", "bounced"}
    for newsletter in db.session.scalars(select(Newsletter)):
        counts = NewsletterLetter.counts([newsletter.post_id])[newsletter.post_id]
        assert counts["delivered"] > 30 and counts["bounced"] and counts["unsubscribed"] and counts["complained"]


def test_a_draft_is_shared_and_a_post_has_an_older_version(northgate):
    link = db.session.scalars(select(DraftLink)).one()
    assert not db.session.get_one(Post, link.post_id).is_published
    graded = db.session.scalars(select(Post).where(Post.title.startswith("How we grade"))).one()
    assert graded.version == 2 and "What did not work" in graded.body_markdown
    assert "What did not work" not in graded.revision(1).body_markdown


def test_statistics_and_messages_wait_in_the_studio(northgate, studio):
    desk = studio(northgate.owner)
    statistics = desk.get("/studio/statistics/").text
    assert "/blog/open-sky-nights-are-back-on-the-roof" in statistics and "mastodon.social" in statistics
    assert desk.get("/studio/statistics/?days=90").text.count("duckduckgo.com") == 1
    assert {"unread", "read", "answered", "held"} == set(db.session.scalars(select(ContactMessage.state)))


def test_a_post_is_read_most_while_it_is_new_and_never_before_it_was_there(northgate):
    post = db.session.scalars(select(Post).where(Post.title.startswith("How we grade"))).one()
    rows = select(VisitCount.day, VisitCount.count).where(VisitCount.name == post.path).order_by(VisitCount.day)
    counts = db.session.execute(rows).all()
    assert counts[0][0] >= post.published_at.date()
    assert counts[0][1] > 3 * counts[-1][1]


def test_former_addresses_lead_on(northgate, visit):
    answer = visit(current.tenant).get("/index.php?p=212")
    assert answer.status_code in (301, 308) and answer.location.endswith("/blog/a-library-that-lends-instruments")


def test_one_front_page_shows_all_kinds_of_blocks_below_a_menu_with_words_of_its_own(filled, visit):
    assert {block["kind"] for block in FRONT_PAGES["atelier"]} == set(KINDS)
    filled("atelier")
    page = visit(current.tenant).get("/").text
    assert "Learn a hand skill at a long table" in page and "A letter a month" in page
    assert ">Journal</a>" in page and ">Write to us</a>" in page


def test_what_nell_wrote_is_read_in_its_order(filled):
    filled("nell")
    ferry = db.session.scalars(select(Post).where(Post.title == "The hour before the ferry")).one()
    assert ferry.place_in_series.previous.title == "What the tide leaves"
