"""Posts that leave at a set time, by the clock of their site."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.blog.publishing import publish_due_posts, withdraw_outstayed_posts
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.outbox import OutboxEntry
from educrowd.core.wall_time import moment
from tests.blog.conftest import fields_of
from tests.conftest import new_person_here

BERLIN = ZoneInfo("Europe/Berlin")


def fresh(post):
    db.session.expire_all()
    return db.session.get_one(Post, post.id)


def send(browser, post, noun, **changes):
    hidden = fields_of(browser.get(f"/studio/posts/{post.id}/edit"))
    form = {"title": post.title, "body_markdown": post.body_markdown, "slug": post.slug, **hidden, **changes}
    return browser.submit(f"/studio/posts/{post.id}/{noun}", **form)


def test_a_post_is_taken_off_when_its_time_is_over_and_not_before(write, visitor):
    post = write("Ink", days_ago=1)
    post.leave(utcnow() + timedelta(hours=1))
    db.session.commit()
    assert (
        db.session.scalar(select(OutboxEntry.run_at).where(OutboxEntry.job.contains("withdraw"))) == post.unpublish_at
    )
    withdraw_outstayed_posts()
    db.session.commit()
    assert visitor.get("/blog/ink").status_code == 200
    post.unpublish_at = utcnow() - timedelta(seconds=1)
    db.session.commit()
    withdraw_outstayed_posts()
    db.session.commit()
    assert (post.status, post.unpublish_at) == ("draft", None)
    assert visitor.get("/blog/ink").status_code == 404


def test_nell_schedules_both_ends(studio, write):
    post = write("Ink")
    browser = studio()
    answer = send(browser, post, "schedule", published_at="2099-01-15T09:30", unpublish_at="2099-01-14T09:30")
    assert answer.status_code == 422 and fresh(post).status == "draft"
    send(browser, post, "schedule", published_at="2099-01-15T09:30", unpublish_at="2099-02-15T09:30")
    post = fresh(post)
    assert post.status == "scheduled" and post.published_at and post.unpublish_at
    assert post.unpublish_at - post.published_at == timedelta(days=31)
    send(browser, post, "schedule", published_at="2099-03-15T09:30")
    assert fresh(post).unpublish_at is None


def test_a_published_post_is_given_a_time_and_loses_it_again(studio, write):
    post, browser = write("Ink", days_ago=1), studio()
    assert send(browser, post, "leaving", unpublish_at="2001-01-01T00:00").status_code == 422
    send(browser, post, "leaving", unpublish_at="2099-01-15T09:30")
    assert fresh(post).unpublish_at is not None
    assert "2099" in browser.get(f"/studio/posts/{post.id}/edit").text
    send(browser, post, "leaving", unpublish_at="")
    assert fresh(post).unpublish_at is None


def test_a_post_whose_both_times_have_passed_can_still_be_published(write):
    post = write("Ink")
    post.schedule(utcnow() + timedelta(hours=1))
    post.leave(utcnow() + timedelta(hours=2))
    db.session.commit()
    post.published_at, post.unpublish_at = utcnow() - timedelta(hours=2), utcnow() - timedelta(hours=1)
    db.session.commit()
    post.publish()
    db.session.commit()
    assert post.is_published and post.unpublish_at is None


def test_a_late_worker_shows_and_takes_off_in_one_go(write):
    post = write("Ink")
    post.schedule(utcnow() + timedelta(hours=1))
    post.leave(utcnow() + timedelta(hours=2))
    post.published_at, post.unpublish_at = utcnow() - timedelta(hours=2), utcnow() - timedelta(hours=1)
    db.session.commit()
    publish_due_posts()
    withdraw_outstayed_posts()
    db.session.commit()
    assert post.status == "draft"


@pytest.mark.parametrize(
    ("shown", "utc"),
    [
        ("2027-03-28T01:59", "2027-03-28T00:59"),
        ("2027-03-28T03:00", "2027-03-28T01:00"),
        ("2027-10-31T01:30", "2027-10-30T23:30"),
        ("2027-10-31T02:30", "2027-10-31T00:30"),
        ("2027-10-31T03:30", "2027-10-31T02:30"),
    ],
)
def test_the_wall_clock_is_right_on_the_days_when_clocks_change(shown, utc):
    at = moment(datetime.fromisoformat(shown), BERLIN, field="published_at")
    assert at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize("shown", ["2027-03-28T02:00", "2027-03-28T02:30", "9999-12-31T23:59"])
def test_a_time_that_no_clock_shows_is_refused(shown):
    zone = BERLIN if shown.startswith("2027") else ZoneInfo("America/New_York")
    with pytest.raises(Invalid):
        moment(datetime.fromisoformat(shown), zone, field="published_at")


def test_the_editor_refuses_the_skipped_hour_and_keeps_the_second_of_two(new_site, visit):
    berlin = new_site("berlin", timezone="Europe/Berlin")
    with tenancy.bind(berlin):
        nell = new_person_here("nell")
        nell.take("editor")
        db.session.commit()
        browser = visit(berlin).sign_in(nell)
        current.user = nell
        browser.submit("/studio/posts/", title="Ink")
        post = db.session.scalars(select(Post)).one()
        post.rewrite(body_markdown="Words.")
        db.session.commit()
        answer = send(browser, post, "schedule", published_at="2099-03-29T02:30")
        assert answer.status_code == 422 and "Clocks are put forward" in answer.text
        post = fresh(post)
        # 02:30 is shown twice that night; this is the second.
        post.schedule(datetime(2099, 10, 25, 1, 30, tzinfo=UTC))
        db.session.commit()
        send(browser, post, "schedule", published_at="2099-10-25T02:30")
        assert fresh(post).published_at == datetime(2099, 10, 25, 1, 30, tzinfo=UTC)


def test_programs_set_both_ends(client, nell, write):
    post, browser = write("Ink", days_ago=1), client(nell)
    at = f"/api/v1/blog/posts/{post.id}/"
    assert browser.patch(at, json={"unpublish_at": "2099-01-01T00:00:00Z"}).get_json()["data"]["unpublish_at"]
    assert browser.patch(at, json={"title": "Inks"}).get_json()["data"]["unpublish_at"] == "2099-01-01T00:00:00Z"
    assert browser.patch(at, json={"unpublish_at": None}).get_json()["data"]["unpublish_at"] is None
    assert browser.patch(at, json={"unpublish_at": "2001-01-01T00:00:00Z"}).status_code == 422
    assert browser.patch(at, json={"status": "draft", "unpublish_at": "2099-01-01T00:00:00Z"}).status_code == 422
