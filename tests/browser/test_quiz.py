"""A quiz in a real browser: by keyboard alone, without JavaScript, resumed, timed out, given more time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from educrowd.blueprints.lms.dates.adjusting import adjust
from educrowd.blueprints.lms.models import Attempt
from educrowd.core.db import db, utcnow
from tests.chromium import violations
from tests.conftest import PASSWORD
from tests.lms.conftest import ines, stars  # noqa: F401
from tests.lms.quizzes import add_quiz, questions_of

from .test_learning import sign_in  # noqa: F401

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def place(stars, ines, ada, live, demo):  # noqa: F811
    """Where Ada, enrolled, takes a choice, a short text and an order in ten minutes."""
    bank = questions_of(stars, ines)
    lesson = add_quiz(stars, [bank["choice"], bank["short"], bank["order"]], minutes=10)
    stars.enroll(ada)
    db.session.commit()
    return live.url(demo, f"/learn/{stars.slug}/{lesson.uid}")


def attempt():
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Attempt).one()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_ada_takes_a_quiz_by_keyboard_and_finds_her_answers_again(place, ada, sign_in):  # noqa: F811
    page = sign_in(ada)
    page.set_viewport_size(PHONE)
    page.goto(place)
    assert violations(page) == []
    page.get_by_role("button", name="Begin the quiz").focus()
    press(page, "Enter")
    page.wait_for_url("**/attempts/1")
    assert re.fullmatch(r"0?9:\d\d|10:00", page.inner_text("#time-left"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_label("Polaris").focus()
    press(page, " ", "Tab")
    # The focus went on to the next question, and saving does not take it away.
    page.keyboard.type("the canary-word")
    page.get_by_text("Saved").wait_for()
    assert page.evaluate("document.activeElement.id") == "q2"
    order = page.locator("[data-order] li label")
    page.get_by_role("button", name="Move “Mercury” up").focus()
    press(page, "Enter", "Enter")
    assert order.nth(0).inner_text() == "Mercury"
    assert page.evaluate("document.activeElement.ariaLabel") == "Move “Mercury” up"
    while order.nth(1).inner_text() != "Venus":
        page.get_by_role("button", name="Move “Venus” up").focus()
        press(page, "Enter")
    if page.get_by_role("button", name="Keep this order").is_visible():
        page.get_by_role("button", name="Keep this order").click()
    assert violations(page) == []
    page.get_by_text("Saved").wait_for()
    page.wait_for_timeout(300)
    page.reload()
    assert page.get_by_label("Polaris").is_checked()
    assert page.get_by_label("Your answer").input_value() == "the canary-word"
    assert order.all_inner_texts() == ["Mercury", "Venus", "Earth"]
    page.get_by_label("Your answer").fill("canary-word")
    page.get_by_role("button", name="Finish…").focus()
    press(page, "Enter")
    page.wait_for_url("**/submission")
    assert "You have answered 3 of 3 questions" in page.inner_text("main")
    page.get_by_role("button", name="Hand in").focus()
    press(page, "Enter")
    page.wait_for_url("**/attempts/1")
    assert "100%" in page.inner_text(".result-score") and "Passed" in page.inner_text(".result-score")
    assert violations(page) == []
    page.goto(place)
    assert "Done" in page.inner_text("#completion")


def test_a_quiz_is_taken_without_javascript(place, ada, chromium, live, demo):
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(live.url(demo, "/login"))
    page.fill("input[name=login]", ada.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(place)
    page.click("text=Begin the quiz")
    page.check("text=Vega")
    page.select_option("select >> nth=0", "1")
    page.click("text=Save >> nth=-1")
    assert "2 of 3 questions are answered" in page.inner_text("main")
    page.fill("#q2", "canary-word")
    page.click("text=Finish…")
    page.click("text=Hand in >> nth=-1")
    assert "Your answers" in page.inner_text("main") and "canary-because" in page.inner_text("main")
    context.close()


def test_the_end_of_the_time_hands_in_what_is_on_the_page(place, ada, sign_in):  # noqa: F811
    page = sign_in(ada)
    page.goto(place)
    page.get_by_role("button", name="Begin the quiz").click()
    page.wait_for_url("**/attempts/1")
    attempt().deadline_at = utcnow() + timedelta(seconds=4)
    db.session.commit()
    page.reload()
    page.get_by_label("Polaris").check()
    page.get_by_role("heading", name="Your answers").wait_for(timeout=15_000)
    assert "The time was up" in page.inner_text("main") and "1 of 3 points" in page.inner_text("main")
    assert attempt().state == "expired"


def test_more_time_reaches_a_page_that_is_open(place, ada, ines, stars, sign_in):  # noqa: F811
    page = sign_in(ada)
    page.goto(place)
    page.get_by_role("button", name="Begin the quiz").click()
    page.wait_for_url("**/attempts/1")
    attempt().deadline_at = utcnow() + timedelta(seconds=59)
    db.session.commit()
    page.reload()
    page.locator(".attempt-clock.short").wait_for()
    assert page.inner_text("#quiz-said") == "1 minute left."
    taken = attempt()
    lesson = next(each for each in stars.edition.lessons if each.uid == taken.lesson_uid)
    adjust(taken.enrollment, lesson, by=ines, reason="Fire alarm", extra_minutes=30)
    db.session.commit()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("Your time has changed.").wait_for()
    assert page.inner_text("#time-left").startswith(("39:", "40:"))
    assert page.locator(".attempt-clock.short").count() == 0
