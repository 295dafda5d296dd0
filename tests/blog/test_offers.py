"""What the blog shows on everyone's pages, and what new and demonstration sites begin with."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from educrowd.blueprints.blog import demo as demo_posts
from educrowd.blueprints.blog import offers
from educrowd.blueprints.blog.publishing import publish_due_posts
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.outbox import OutboxEntry
from tests.jobs import run_jobs


def test_students_find_no_posts_in_the_studio_menu(nell, ada, app, demo):
    with app.test_request_context(base_url=demo.origin):
        current.user = ada
        assert offers.posts() is None and offers.published_posts() is None
        current.user = nell
        link = offers.posts()
    assert link and link.url == "/studio/posts/"


def test_the_dashboard_counts_posts_and_reminds_of_unsaved_words(write, app, demo, nell):
    post = write("Ink", days_ago=1)
    write("Plans")
    post.keep_unsaved("0" * 16, 1, title="Ink", body_markdown="Half", excerpt="", tags="")
    with app.test_request_context(base_url=demo.origin):
        current.user = nell
        figure, todo = offers.published_posts(), offers.unsaved_posts()
    assert figure and todo
    assert (figure.value, figure.note) == ("1", "1 draft")
    assert (todo.label, todo.count) == ("Post with unsaved changes", 1)


def test_a_site_without_posts_has_no_block_for_them(visitor):
    assert "From the blog" not in visitor.get("/").text


def test_a_new_site_begins_with_a_post(visit, demo, owner, visitor):
    current.user = owner
    demo_posts.welcome(owner)
    db.session.commit()
    page = visitor.get("/blog/welcome-to-your-new-site")
    assert page.status_code == 200 and "Olga" in page.text


def test_a_scheduled_post_is_promised_for_its_moment_and_appears_then(write, visitor):
    post, moment = write("Ink"), utcnow() + timedelta(hours=1)
    post.schedule(moment)
    run_jobs()
    assert visitor.get("/blog/ink").status_code == 404
    entry = db.session.scalars(select(OutboxEntry).where(OutboxEntry.job == publish_due_posts.name)).one()
    assert entry.run_at == moment
    entry.run_at = post.published_at = utcnow() - timedelta(seconds=1)
    run_jobs()
    assert visitor.get("/blog/ink").status_code == 200
