"""A learner and an instructor in a real browser."""

from __future__ import annotations

import pytest

from educrowd.core.db import db
from tests.chromium import violations
from tests.conftest import PASSWORD
from tests.lms.conftest import ines, stars  # noqa: F401

STUDIO = "/studio/courses/{slug}"


@pytest.fixture
def sign_in(page, live, demo):
    """`sign_in(ada)` gives her the page."""

    def log_in(person):
        page.goto(live.url(demo, "/login"))
        page.fill("input[name=login]", person.email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
        return page

    return log_in


def test_ada_finds_a_course_takes_it_and_continues_in_one_click(page, live, demo, stars, ada, sign_in):  # noqa: F811
    page.goto(live.url(demo, "/courses/"))
    page.fill("#q", "night")
    page.keyboard.press("Enter")
    page.wait_for_url("**/courses/?q=night")
    page.click(f"text={stars.title}")
    assert violations(page) == []
    sign_in(ada)
    page.goto(live.url(demo, f"/courses/{stars.slug}"))
    page.click("text=Enroll for free")
    page.click("text=Start: lesson 1 of 4")
    page.click("#completion-button")
    page.wait_for_selector(".completion.done")
    assert "1 of 3 required lessons done, 0 of 1 optional" in page.inner_text("#progress")
    assert page.inner_text("#announced") == "1 of 3 required lessons done, 0 of 1 optional."
    assert page.evaluate("document.activeElement.id") == "completion-button"
    assert violations(page) == []
    page.goto(live.url(demo, "/account/learning"))
    assert violations(page) == []
    page.click("text=Continue: lesson 2 of 4")
    assert page.inner_text("h1") == "The Plough"
    page.goto(live.url(demo, f"/learn/{stars.slug}/"))
    assert violations(page) == []


def test_ines_moves_a_lesson_by_keyboard_and_keeps_her_place(live, demo, stars, ines, sign_in):  # noqa: F811
    page = sign_in(ines)
    page.goto(live.url(demo, STUDIO.format(slug=stars.slug)))
    button = f"#lesson-{stars.lessons[1].uid}-up"
    page.focus(button)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{button}[aria-disabled=true]")
    assert page.inner_text(".builder-lesson a >> nth=0") == "The Plough"
    assert page.inner_text("#announced") == "The Plough moved."
    assert "#" + page.evaluate("document.activeElement.id") == button


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_course_builder_is_open_to_everyone(live, demo, stars, ines, ada, sign_in, scheme):  # noqa: F811
    stars.enroll(ada)
    db.session.commit()
    page = sign_in(ines)
    page.emulate_media(color_scheme=scheme)
    lesson = f"/lessons/{stars.lessons[0].uid}"
    for path in ("", "/edit", "/enrollments", "/figures", "/deletion", lesson, f"{lesson}/deletion"):
        page.goto(live.url(demo, STUDIO.format(slug=stars.slug) + path))
        assert violations(page) == [], path
    for path in ("/studio/courses/", "/studio/courses/new"):
        page.goto(live.url(demo, path))
        assert violations(page) == [], path


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_scrolls_sideways(live, demo, stars, ines, sign_in, width):  # noqa: F811
    page = sign_in(ines)
    page.set_viewport_size({"width": width, "height": 800})
    lesson = stars.lessons[0].uid
    studio = STUDIO.format(slug=stars.slug)
    for path in (
        "/courses/",
        f"/courses/{stars.slug}",
        f"/learn/{stars.slug}/{lesson}",
        studio,
        f"{studio}/lessons/{lesson}",
    ):
        page.goto(live.url(demo, path))
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, path
