"""A course from its first lesson to a verified certificate, and on into its next edition, as strangers live it.

The learner has a phone and no pointer: every step is a key. Each page on the way is looked at by axe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, ViewportSize, expect

from tests.lms.test_whole_course_api import SHEET
from tests.stranger import PASSWORD, Town
from tests.up import eventually

from .course_building import (
    LESSONS,
    add_tool,
    build,
    choose_password,
    edit_and_publish,
    grade,
    grant,
    log_in,
    look,
    visit,
)
from .test_lti import Planetarium
from .test_selling import FAR, focused_name, press, reach, write
from .test_whole_project import Story, email

pytestmark = pytest.mark.xdist_group("town")
DESK: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture
def tool() -> Iterator[Planetarium]:
    expect.set_options(timeout=20_000)  # so much happens at once here that a page may take its time
    with Planetarium() as tool:
        yield tool


def test_a_whole_course(town: Town, chromium: Browser, tool: Planetarium):
    slug, owner = town.new_site()
    story = Story(town, chromium, slug)
    sam, ines, bo = (story.window() for _ in range(3))
    for page in (sam, ines):
        page.set_viewport_size(DESK)
    log_in(story, sam, "sam")
    add_tool(story, sam, tool)
    owner("POST", "members/", {"email": email("ines", slug), "name": "Ines", "role": "instructor"})
    choose_password(ines, story.letter("ines", "asks you to join as instructor", "/password/"))
    ines.get_by_role("button", name="Save and log in").click()
    ines.get_by_role("button", name="Go on to").click()
    ines.wait_for_url(f"{story.address('/')}**")
    build(story, ines)

    buy(story, bo)
    read(bo)
    watch(bo)
    download(bo)
    press_done(bo, "At sea", "then sees your address")
    fail_and_retake(bo)
    open_lesson(story, bo, "Tie one")
    expect(bo.get_by_text("The time to hand this in is over.")).to_be_visible()
    grant(story, ines)
    hand_in(story, bo)
    play(story, bo)
    launch(story, bo)
    grade(story, ines)
    read_why(story, bo)
    verify(story, bo)
    edit_and_publish(story, ines)
    find_all_as_it_was(story, bo)
    assert town.check_money().returncode == 0


def buy(story: Story, bo: Page) -> None:
    visit(story, bo, "/")
    press(bo, "Courses")
    press(look(bo), "Knots")
    press(look(bo), "Buy this course")
    look(bo)
    write(bo, "Email", email("bo", story.slug))
    write(bo, "Name", "Bo Boatman")
    press(bo, "Continue to payment")
    for label, words in {"Card number": "4242424242424242", "Expiry": "12/34", "Security": "123"}.items():
        write(bo, label, words)
    write(bo, "Name on card", "Bo Boatman")
    press(bo, "Pay USD 40.00")
    expect(look(bo).get_by_role("heading", name="Paid. Thank you!")).to_be_visible()
    bo.goto(story.letter("bo", "Your account at", "/"))
    write(look(bo), "New password", PASSWORD)
    press(bo, "Save")
    press(look(bo), "Go on to")
    bo.wait_for_url(f"{story.address('/')}**")
    visit(story, bo, "/account/learning")
    press(bo, "Start: lesson 1 of 8")
    look(bo)


def open_lesson(story: Story, bo: Page, title: str) -> None:
    visit(story, bo, "/learn/knots/")
    press(bo, title)
    expect(look(bo).get_by_role("heading", level=1, name=title)).to_be_visible()


def read(bo: Page) -> None:
    press_done(bo, "What a knot is", "promise of a rope")


def press_done(bo: Page, title: str, words: str) -> None:
    expect(look(bo).get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(bo.get_by_text(words)).to_be_visible()
    reach(bo, "Mark done")
    bo.keyboard.press("Enter")
    bo.locator(".completion.done").wait_for()
    press(bo, "Next")


def watch(bo: Page) -> None:
    reach(look(bo), "The bowline")
    assert bo.evaluate("document.querySelector('video track').srclang") == "en"
    bo.keyboard.press("Space")
    bo.locator(".completion.done").wait_for(timeout=30_000)
    press(bo, "Next")


def download(bo: Page) -> None:
    reach(look(bo), "knots.pdf")
    with bo.expect_download() as saved:
        bo.keyboard.press("Enter")
    assert saved.value.path().read_bytes() == SHEET
    reach(bo, "Mark done")
    bo.keyboard.press("Enter")
    bo.locator(".completion.done").wait_for()
    press(bo, "Next")


def fail_and_retake(bo: Page) -> None:
    press(look(bo), "Begin the quiz")
    answer(bo, "The granny knot", "knot")
    expect(bo.get_by_text("Not passed yet")).to_be_visible()
    expect(bo.get_by_text("60% is needed.")).to_be_visible()
    press(bo, "Try again")
    answer(bo, "The bowline", "tail")
    expect(bo.get_by_text("Passed", exact=True)).to_be_visible()


def answer(bo: Page, choice: str, word: str) -> None:
    """A timed attempt; the place of the focus is never taken away by what is saved meanwhile."""
    assert re.fullmatch(r"0?9:\d\d|10:00", look(bo).inner_text("#time-left"))
    reach(bo, "The ")
    bo.keyboard.press("Space")
    for _ in range(3):
        if focused_name(bo) != choice:
            bo.keyboard.press("ArrowDown")
    assert focused_name(bo) == choice
    write(bo, "Your answer", word)
    reach(bo, "True")
    bo.keyboard.press("Space")
    press(bo, "Finish…")
    expect(look(bo).get_by_text("You have answered 3 of 3 questions")).to_be_visible()
    press(bo, "Hand in")
    look(bo)


def hand_in(story: Story, bo: Page) -> None:
    open_lesson(story, bo, "Tie one")
    reach(bo, "Your work")
    bo.keyboard.type("My bowline, tied twice.")
    bo.get_by_text("Kept", exact=True).wait_for()
    press(bo, "Hand in")
    expect(look(bo).get_by_text("waits to be graded")).to_be_visible()


def play(story: Story, bo: Page) -> None:
    open_lesson(story, bo, "Find north")
    inside = bo.frame_locator(".package-frame").frame_locator("#package")
    inside.get_by_role("button", name="Done").wait_for()
    [package_frame] = [frame for frame in bo.frames if frame.parent_frame and frame.parent_frame.parent_frame]
    reach_inside(bo, package_frame, "Done")
    bo.keyboard.press("Enter")
    bo.locator("#completion", has_text="Done").filter(has_not_text="when").wait_for()


def reach_inside(page: Page, frame: Frame, name: str) -> None:
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if frame.evaluate("document.hasFocus() && document.activeElement.innerText") == name:
            return
    raise AssertionError(f"the keyboard does not get to “{name}” in the package")


def launch(story: Story, bo: Page) -> None:
    open_lesson(story, bo, "The sky tonight")
    reach(bo, "Open Planetarium")
    with bo.expect_popup() as opened:
        bo.keyboard.press("Enter")
    opened.value.get_by_role("heading", name="Welcome, Bo Boatman.").wait_for()
    opened.value.close()
    bo.reload()
    expect(look(bo).get_by_text("Planetarium gave you 7 of 10 points.")).to_be_visible()


def read_why(story: Story, bo: Page) -> None:
    """A quiz, a piece of work, a package and a tool count alike: (100 + 70 + 90 + 70) ÷ 4."""
    open_lesson(story, bo, "Tie one")
    for words in ("The loop: Holds", "The tail: Short", "It holds."):
        expect(bo.get_by_text(words).first).to_be_visible()
    visit(story, bo, "/learn/knots/")
    press(bo, "My grades")
    expect(look(bo).get_by_text("82.5%").first).to_be_visible()
    reach(bo, "How this came about")
    bo.keyboard.press("Enter")
    expect(bo.get_by_text(re.compile(r"82\.5 = \(100 \+ 70"))).to_be_visible()
    look(bo)


def verify(story: Story, bo: Page) -> None:
    assert story.town.has_told(email("bo", story.slug), "certificate")
    visit(story, bo, "/learn/knots/")
    press(bo, "Your certificate")
    code = look(bo).locator(".certificate-code").inner_text()
    anybody = story.window()
    visit(story, anybody, "/certificates/")
    write(anybody, "Code", code)
    press(anybody, "Verify")
    expect(look(anybody).get_by_text("This certificate is valid.")).to_be_visible()
    expect(anybody.get_by_role("heading", name="Bo Boatman")).to_be_visible()


def find_all_as_it_was(story: Story, bo: Page) -> None:
    visit(story, bo, "/learn/knots/")
    expect(bo.get_by_text(re.compile("^You completed this course on"))).to_be_visible()
    expect(bo.get_by_text("your completion stays")).to_be_visible()
    assert bo.locator(".outline .done").count() == len(LESSONS)
    assert eventually(lambda: look(bo).get_by_role("link", name="Your certificate").is_visible())
