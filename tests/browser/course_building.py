"""How an instructor builds a course in the studio, page by page, with all kinds of lessons."""

from __future__ import annotations

import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta

from playwright.sync_api import FilePayload, Page, expect

from tests.chromium import violations
from tests.lms.packages import package
from tests.lms.test_lti import PEM
from tests.lms.test_whole_course_api import BANK, CAPTIONS, SHEET
from tests.stranger import PASSWORD

from .test_films import RECORD
from .test_lti import Planetarium
from .test_whole_project import Story, email

SKY = "https://vimeo.com/76979871"
LESSONS = {
    "What a knot is": "text",
    "The bowline": "video",
    "All knots": "file",
    "At sea": "embed",
    "What do you know?": "quiz",
    "Tie one": "assignment",
    "Find north": "scorm",
    "The sky tonight": "lti",
}


def look(page: Page) -> Page:
    """Nothing on the page shuts anybody out, and nothing scrolls sideways."""
    page.wait_for_load_state()
    assert violations(page) == [], page.url
    sideways = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert sideways <= 0, page.url
    return page


def visit(story: Story, page: Page, path: str) -> Page:
    page.goto(story.address(path))
    return look(page)


def log_in(story: Story, page: Page, name: str) -> None:
    visit(story, page, "/login")
    page.locator("input[name=login]").fill(email(name, story.slug))
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state()


def choose_password(page: Page, address: str) -> None:
    page.goto(address)
    look(page).get_by_label("New password").fill(PASSWORD)


def add_tool(story: Story, sam: Page, tool: Planetarium) -> None:
    visit(story, sam, "/studio/tools/new")
    sam.get_by_label("Name", exact=True).fill("Planetarium")
    sam.get_by_label("Log-in address").fill(f"{tool.url}/login")
    sam.get_by_label("Launch address").fill(f"{tool.url}/launch")
    sam.get_by_label("Or its public key").fill(PEM)
    sam.get_by_label("Tell it the learner's name").check()
    save(sam)
    look(sam)


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).first.click()


def build(story: Story, ines: Page) -> None:
    """All kinds of lessons, a bank from a file, a rubric, a date, a certificate, a price; then it is out."""
    visit(story, ines, "/studio/courses/new")
    ines.get_by_label("Title").fill("Knots")
    ines.get_by_role("button", name="Create the course").click()
    for title, kind in LESSONS.items():
        ines.get_by_label(re.compile("^New lesson in")).fill(title)
        ines.get_by_label("Kind of the lesson").first.select_option(kind)
        with ines.expect_navigation():
            ines.get_by_role("button", name="Add lesson").click()
        if kind != "text":  # there is something to set at once
            expect(ines.get_by_role("heading", level=1, name=title)).to_be_visible()
            ines.get_by_role("link", name="Back to the outline").click()
        expect(ines.locator("#outline").get_by_role("link", name=title, exact=True)).to_be_visible()
    look(ines)
    fill_media(story, ines)
    import_bank(story, ines)
    fill_quiz(story, ines)
    fill_assignment(story, ines)
    visit(story, ines, "/studio/courses/knots/certificates/edit")
    ines.get_by_label("Award a certificate").check()
    save(ines)
    visit(story, ines, "/studio/courses/knots/edit")
    ines.get_by_label("Price").fill("40")
    save(ines)
    visit(story, ines, "/studio/courses/knots")
    ines.get_by_role("button", name="Publish").click()
    expect(ines.get_by_text("Published").first).to_be_visible()


def edit(story: Story, ines: Page, title: str) -> None:
    visit(story, ines, "/studio/courses/knots")
    ines.get_by_role("link", name=title, exact=True).click()
    look(ines)


def fill_media(story: Story, ines: Page) -> None:
    edit(story, ines, "What a knot is")
    ines.get_by_role("textbox", name="Text").fill("A knot is a *promise* of a rope.")
    save(ines)
    edit(story, ines, "The bowline")
    upload(ines, "Video", "knot.webm", b64decode(ines.evaluate(RECORD, 4)))
    upload(ines, "Captions", "knot.vtt", CAPTIONS)
    edit(story, ines, "All knots")
    upload(ines, "File to download", "knots.pdf", SHEET)
    edit(story, ines, "At sea")
    ines.get_by_label("Address").fill(SKY)
    save(ines)
    edit(story, ines, "Find north")
    ines.get_by_role("link", name="Upload a package…").click()
    look(ines).locator("input[type=file]").set_input_files(file("north.zip", package()))
    ines.get_by_role("button", name="Upload").click()
    expect(ines.get_by_text("is in the lesson").first).to_be_visible()
    edit(story, ines, "The sky tonight")
    ines.get_by_label("Tool").select_option(label="Planetarium")
    save(ines)


def file(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def upload(page: Page, label: str, name: str, content: bytes) -> None:
    form = page.locator("form.upload").filter(has=page.get_by_label(label, exact=True))
    form.locator("input[type=file]").set_input_files(file(name, content))
    form.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("link", name=name)).to_be_visible()
    look(page)


def import_bank(story: Story, ines: Page) -> None:
    visit(story, ines, "/studio/courses/knots/question-imports/")
    ines.locator("input[type=file]").set_input_files(file("knots.gift.txt", BANK.encode()))
    ines.get_by_role("button", name="Look into it").click()
    expect(ines.get_by_text("nothing is written yet")).to_be_visible()
    look(ines).get_by_role("button", name="Import 3 questions").click()
    expect(ines.get_by_role("link", name="To the questions")).to_be_visible()
    look(ines)


def fill_quiz(story: Story, ines: Page) -> None:
    edit(story, ines, "What do you know?")
    for label, value in {"Time limit in minutes": "10", "Attempts": "2", "Passed from, in %": "60"}.items():
        ines.get_by_label(label, exact=True).fill(value)
    save(ines)
    ines.get_by_role("link", name="Choose questions").click()
    for box in look(ines).get_by_role("checkbox").all():
        box.check()
    ines.get_by_role("button", name="Add the chosen ones").click()
    expect(ines.locator(".slot")).to_have_count(3)
    look(ines)


def fill_assignment(story: Story, ines: Page) -> None:
    visit(story, ines, "/studio/rubrics/new")
    ines.get_by_label("Title").fill("Loops")
    criteria = {"The loop": "10 | Holds\n0 | Slips", "The tail": "10 | Long enough\n4 | Short"}
    for place, (title, levels) in enumerate(criteria.items()):
        ines.get_by_label("Criterion", exact=True).nth(place).fill(title)
        ines.get_by_label("Levels, one a line").nth(place).fill(levels)
    save(ines)
    edit(story, ines, "Tie one")
    ines.get_by_label("Rubric").select_option(label="Loops")
    save(ines)
    visit(story, ines, "/studio/courses/knots/schedule")
    ines.get_by_role("link", name="Tie one").click()
    set_moments(look(ines), days=-1)
    save(ines)


def clock(*, days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def set_moments(page: Page, *, days: int) -> None:
    for name in ("due_at", "closes_at"):
        page.locator(f"[name={name}]").fill(clock(days=days))


def grant(story: Story, ines: Page) -> None:
    visit(story, ines, "/studio/courses/knots/enrollments")
    ines.get_by_role("link", name="Bo Boatman").click()
    look(ines).get_by_role("link", name="Adjust Tie one").click()
    look(ines)
    set_moments(ines, days=2)
    ines.get_by_label("Reason").fill("A storm")
    save(ines)
    expect(ines.get_by_text("It holds at once.").first).to_be_visible()


def grade(story: Story, ines: Page) -> None:
    visit(story, ines, "/studio/grading")
    ines.get_by_role("button", name="Grade the next").click()
    look(ines).get_by_label("10 · Holds").check()
    ines.get_by_label("4 · Short").check()
    ines.get_by_label("Feedback").fill("It holds.")
    save(ines)
    expect(ines.get_by_text("Graded.").first).to_be_visible()
    look(ines)


def edit_and_publish(story: Story, ines: Page) -> None:
    visit(story, ines, "/studio/courses/knots")
    ines.get_by_label(re.compile("^New lesson in")).first.fill("The sheet bend")
    ines.get_by_role("button", name="Add lesson").first.click()
    ines.get_by_role("link", name="Publish…").click()
    expect(look(ines).get_by_text("The sheet bend").first).to_be_visible()
    finished = ines.locator("main").inner_text()
    assert re.search(r"Have finished\s+1\s+and stay so", finished, re.I), finished
    ines.get_by_role("button", name="Publish edition 2").click()
    expect(ines.get_by_text("Edition 2 is out").first).to_be_visible()
    look(ines)
