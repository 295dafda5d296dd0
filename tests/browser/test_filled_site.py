"""A site that is lived in, on the smallest phone and in the dark: every page of its blog and of its desk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.models import Author, ContactMessage, DraftLink, Page, Post, Subscriber
from educrowd.core import tenancy
from educrowd.core.db import db
from tests.blog.filling import fill_blog

from .test_studio import examine, log_in

PHONE = 320, "dark"


@pytest.fixture
def demo(new_site):
    site = new_site("demo", settings={"contact_form": True})
    with tenancy.bind(site):
        yield site


@pytest.fixture
def filled(app, demo, new_person):
    return fill_blog(app, "demo", new_person)


def post_called(words: str) -> Post:
    return db.session.scalars(select(Post).where(Post.title.startswith(words))).one()


def test_readers_find_all_of_it_accessible(page, live, demo, filled):
    sky, page_of = post_called("Open Sky"), db.session.scalars(select(Page)).one()
    author, link = db.session.scalars(select(Author)).first(), db.session.scalars(select(DraftLink)).one()
    places = ("/blog/", sky.path, f"{sky.path}/comments", f"{sky.path}/comments/new", f"/blog/authors/{author.slug}")
    more = ("/blog/series/notes-from-the-field-station", page_of.path, "/contact", "/newsletter")
    for path in (*places, *more, link.url.removeprefix(demo.origin)):
        examine(page, live.url(demo, path), *PHONE)


def test_the_desk_behind_it_is_accessible(page, live, demo, filled):
    graded, spring, sky = post_called("How we"), post_called("The spring"), post_called("Open Sky")
    message = db.session.scalars(select(ContactMessage.id)).first()
    left = db.session.scalars(select(Subscriber.id).where(Subscriber.state == "unsubscribed")).first()
    log_in(page, live, demo, filled.owner)
    examine(page, live.url(demo, "/studio/statistics/"), 1280, "light")
    posts = (f"{graded.id}/revisions", f"{graded.id}/revisions/2", f"{spring.id}/draft-links", f"{sky.id}/newsletter")
    desks = ("statistics/", "contact/", f"contact/{message}", "newsletter/", f"newsletter/subscribers/{left}")
    more = ("newsletter/letters", "newsletter/sender", "pages/", "menus/", "front-page/", "brand/", "letters/")
    for path in (*desks, *more, *(f"posts/{part}" for part in ("comments", "redirects/", *posts))):
        examine(page, live.url(demo, f"/studio/{path}"), *PHONE)


def test_the_platform_can_be_explored_on_a_phone(page, live):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(live.url(None))
    page.locator("summary[aria-label=Menu]").click()
    page.get_by_role("link", name="Explore", exact=True).click()
    page.wait_for_url("**/explore")


def test_blocks_of_the_front_page_are_dragged(page, live, demo, owner):
    log_in(page, live, demo, owner)
    page.goto(live.url(demo, "/studio/front-page/"))
    names = page.locator("#blocks .arranged-name strong")
    before = names.all_inner_texts()
    last = page.locator("#blocks > ol > li").last
    first = page.locator("#blocks > ol > li").first
    with page.expect_response("**/move"):
        last.locator(".builder-drag").drag_to(first, target_position={"x": 20, "y": 4})
    page.get_by_text("Moved.", exact=True).wait_for()
    page.reload()
    assert names.all_inner_texts() == [before[-1], *before[:-1]]
