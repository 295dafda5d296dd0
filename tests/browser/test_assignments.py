"""Assignments in a real browser: written and kept by keyboard, without JavaScript, graded from the queue."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.assignments.rubrics import read_levels
from educrowd.blueprints.lms.models import Rubric, Submission
from educrowd.core.db import db
from tests.chromium import violations
from tests.conftest import PASSWORD
from tests.lms.conftest import adas, ines, sketch, stars  # noqa: F401

from .test_learning import sign_in  # noqa: F401

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def place(stars, sketch, adas, ines, live, demo):  # noqa: F811
    """Where Ada hands in her sketch, which is graded by a rubric."""
    levels = read_levels("3 | Clear | All are named\n0 | None")
    rubric = Rubric.add(
        ines, title="Sketches", criteria=[{"id": "s", "title": "Stars", "description": "", "levels": levels}]
    )
    sketch.settings = {**sketch.settings, "rubric": rubric.uid, "peer_reviews": 1}
    stars.publish()
    db.session.commit()
    return live.url(demo, f"/learn/{stars.slug}/{sketch.uid}")


def submission():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(Submission)).one()


def test_ada_hands_in_by_keyboard_and_ines_grades_from_the_queue(place, ada, ines, sign_in, live, demo):  # noqa: F811
    page = sign_in(ada)
    page.set_viewport_size(PHONE)
    page.goto(place)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.focus("#work-text")
    page.keyboard.type("Seven stars, one of them double.")
    page.get_by_text("Kept", exact=True).wait_for()
    assert page.evaluate("document.activeElement.id") == "work-text"
    page.reload()
    assert page.input_value("#work-text") == "Seven stars, one of them double."
    page.set_input_files("#work-files", {"name": "sketch.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Hand in", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("waits to be graded").wait_for()
    assert violations(page) == []
    assert submission().latest.uploads[0].name == "sketch.pdf"
    page.context.clear_cookies()
    sign_in(ines)
    page.goto(live.url(demo, "/studio/grading"))
    assert violations(page) == []
    page.get_by_role("button", name="Grade the next").click()
    page.get_by_text("You grade this piece").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_label("3 · Clear: All are named").focus()
    page.keyboard.press("Space")
    page.get_by_label("Feedback").fill("Mizar, yes.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Graded.").first.wait_for()
    assert submission().assessments[0].points == 20
    page.goto(live.url(demo, "/studio/rubrics/"))
    assert violations(page) == []


def test_the_same_without_javascript(place, ada, chromium, live, demo, ines):  # noqa: F811
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(live.url(demo, "/login"))
    page.fill("input[name=login]", ada.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(place)
    page.fill("#work-text", "Seven stars.")
    page.click("text=Keep for later")
    assert page.input_value("#work-text") == "Seven stars."
    page.get_by_role("button", name="Hand in", exact=True).click()
    assert "waits to be graded" in page.inner_text("main")
    page.goto(live.url(demo, "/account/calendar"))
    page.click("text=Get an address")
    assert page.input_value("#feed-url").endswith(".ics")
    context.close()
    assert submission().latest.text == "Seven stars."


def test_a_tab_left_behind_is_told_so_and_keeps_its_words(place, ada, sign_in):  # noqa: F811
    page = sign_in(ada)
    page.goto(place)
    older = page.context.new_page()
    older.goto(place)
    page.fill("#work-text", "The newer words.")
    page.get_by_text("Kept", exact=True).wait_for()
    older.fill("#work-text", "The older tab.")
    older.get_by_text("changed in another tab").wait_for()
    assert older.input_value("#work-text") == "The older tab."
    assert submission().text == "The newer words."


def test_what_waits_for_an_autosave_does_not_collide_with_it(place, ada, sign_in):  # noqa: F811
    page, held, holds = sign_in(ada), [], [True, True]
    page.goto(place)

    def hold_the_first(route):
        held.append(route) if holds and holds.pop() else route.continue_()

    def type_and_hold(words):
        with page.expect_request("**/submission/draft"):
            page.locator("#work-text").press_sequentially(words)

    page.route("**/submission/draft", hold_the_first)
    type_and_hold("Seven stars")
    page.locator("#work-text").press_sequentially(", one double")
    page.wait_for_timeout(2_300)
    holds.clear()
    held[0].continue_()
    page.locator("#work-seq[value='2']").wait_for(state="attached")
    assert (submission().text, len(held)) == ("Seven stars, one double", 1)
    # Nor does what is handed in meanwhile.
    holds.append(True)
    type_and_hold(".")
    page.get_by_role("button", name="Hand in", exact=True).click()
    held[1].continue_()
    page.get_by_text("waits to be graded").wait_for()
    assert submission().latest.text == "Seven stars, one double."
