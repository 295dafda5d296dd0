"""Comments in a real browser: moderated without a mouse, accessible on a phone and on a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from educrowd.blueprints.crowdfunding.comments.commenting import write_comment
from educrowd.core.db import db
from tests.browser.test_studio import SIZES, examine, log_in
from tests.crowdfunding.conftest import nell, new_project, telescope  # noqa: F401


@pytest.fixture
def asked(telescope, ada):  # noqa: F811
    """Ada has asked two questions, which wait."""
    telescope.comment_policy = "anyone"
    for words in ("Is the mirror heavy?", "Who carries it?"):
        write_comment(telescope, ada, words)
    db.session.commit()
    return telescope


def test_a_queue_is_worked_off_and_undone_with_letters_alone(page, live, demo, nell, asked):  # noqa: F811
    log_in(page, live, demo, nell)
    page.goto(live.url(demo, "/studio/comments/"))
    first, second = page.locator(".moderated").all()
    first.focus()
    page.keyboard.press("h")
    expect(first).to_contain_text("Hidden.")
    expect(first).to_be_focused()
    page.keyboard.press("u")
    expect(first.get_by_role("button", name="Approve")).to_be_visible()
    page.keyboard.press("a")
    expect(first).to_contain_text("Approved.")
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("r")
    expect(second.get_by_label("Your answer to Ada")).to_be_focused()
    page.keyboard.type("Half a dozen adults.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    page.goto(live.url(demo, f"/projects/{asked.slug}/comments"))
    expect(page.get_by_text("Half a dozen adults.")).to_be_visible()
    expect(page.get_by_text("Is the mirror heavy?")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_pages_of_comments_are_accessible_and_fit(page, live, demo, nell, ada, asked, width, scheme):  # noqa: F811
    thread = f"/projects/{asked.slug}/comments"
    mine = write_comment(asked, nell, "Welcome to https://mirror.example/" + "x" * 200)
    write_comment(asked, nell, "Ask away", parent=mine)
    db.session.commit()
    for path in (thread, f"{thread}/{mine.id}/report"):
        examine(page, live.url(demo, path), width, scheme)
    log_in(page, live, demo, nell)
    studio = ("/studio/comments/", "/studio/comments/?view=published", f"/studio/projects/{asked.id}/comments")
    for path in (thread, f"{thread}/new", f"{thread}/new?parent={mine.id}", *studio):
        examine(page, live.url(demo, path), width, scheme)
