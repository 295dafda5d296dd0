"""Whole stories in a real browser, on the whole platform as `make run` starts it."""

from __future__ import annotations

import re
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.stranger import PASSWORD, Town, new_course, new_project
from tests.up import eventually

pytestmark = pytest.mark.xdist_group("town")
PHONE: ViewportSize = {"width": 390, "height": 844}


def test_a_stranger_signs_up_and_the_world_reads_her_first_post(town: Town, page: Page):
    slug = f"boats-{token_hex(4)}"
    page.goto(town.url(path="/signup"))
    page.get_by_label("Your name").fill("Sam Stranger")
    page.get_by_label("Email").fill(f"{slug}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Name of your site").fill(slug)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"{town.url(slug)}**")
    page.goto(town.url(slug, "/studio/posts/new"))
    page.get_by_label("Title").fill("A first word")
    page.locator("main button[type=submit]").first.click()
    page.locator("[name=body_markdown]").fill("Hello **world**.")
    page.get_by_role("button", name=re.compile("^Publish")).first.click()
    expect(page.get_by_text("Published").first).to_be_visible()
    page.context.clear_cookies()
    page.goto(town.url(slug, "/blog/a-first-word"))
    expect(page.get_by_role("heading", name="A first word")).to_be_visible()
    assert page.locator("article strong", has_text="world").count() == 1


def test_a_guest_with_a_phone_backs_a_project_and_its_course_opens(town: Town, page: Page):
    slug, owner = town.new_site()
    course = new_course(owner, "Knots", "The bowline")
    project = new_project(owner, f"A fleet for {slug}", course)
    guest = f"gina-{slug}@example.org"
    page.set_viewport_size(PHONE)
    page.goto(town.url(slug, f"/projects/{project['slug']}"))
    page.get_by_role("link", name=re.compile("^Back")).first.click()
    page.get_by_role("textbox", name="Amount").fill("60")
    page.get_by_label("Email").fill(guest)
    page.get_by_role("textbox", name="Name").fill("Gina Guest")
    page.get_by_role("button", name=re.compile("^Continue to")).click()
    fill_in_card(page)
    page.wait_for_url(f"{town.url(slug)}pledges/**")
    expect(page.get_by_text("Your pledge counts")).to_be_visible()
    town.pass_deadline(project["title"])
    assert town.has_told(guest, "Your pledge for", "Receipt", "Welcome to “Knots”")
    page.reload()
    expect(page.get_by_role("heading", name="Paid. Thank you!")).to_be_visible()
    page.goto(town.url(slug, f"/projects/{project['slug']}"))
    expect(page.get_by_text("$60").first).to_be_visible()
    here = f"crowdfunding/projects/{project['id']}/"
    assert eventually(lambda: owner("GET", here)["state"] == "settled", seconds=60)
    assert owner("GET", f"lms/courses/{course['id']}/")["status"] == "published"
    enrolled = owner("GET", f"lms/enrollments/?course_id={course['id']}")
    assert [enrollment["status"] for enrollment in enrolled] == ["active"]
    checked = town.check_money()
    assert (checked.returncode, "all is well" in checked.stdout) == (0, True), checked.stdout


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_learner_enrolls_learns_and_continues(town: Town, chromium: Browser, scripts: bool):
    slug, owner = town.new_site()
    course = new_course(owner, "Paper boats", "Folding", "Floating", status="published")
    with chromium.new_context(java_script_enabled=scripts) as context:
        page = context.new_page()
        page.goto(town.url(slug, f"/courses/{course['slug']}"))
        page.get_by_role("link", name="Enroll for free").click()
        register(page, f"ada-{slug}@example.org")
        page.get_by_role("button", name="Enroll for free").click()
        page.get_by_role("link", name="Start: lesson 1 of 2").click()
        expect(page.get_by_role("heading", name="Folding")).to_be_visible()
        mark_done(page)
        expect(page.locator("#progress")).to_contain_text("1 of 2 lessons done")
        page.goto(town.url(slug, "/account/learning"))
        page.get_by_role("link", name="Continue: lesson 2 of 2").click()
        expect(page.get_by_role("heading", name="Floating")).to_be_visible()
        mark_done(page)
        expect(page.locator("#progress")).to_contain_text("Course completed")


def fill_in_card(page: Page) -> None:
    """Type a card that works into the provider's page."""
    for name, value in {"number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123"}.items():
        page.locator(f"[name={name}]").fill(value)
    for name, value in {"name": "Gina Guest", "email": "gina@example.org"}.items():
        if (field := page.locator(f"[name={name}]")).count():
            field.fill(value)
    page.locator("form button").first.click()


def register(page: Page, email: str) -> None:
    """Make an account on the way to somewhere."""
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()


def mark_done(page: Page) -> None:
    page.get_by_role("button", name="Mark done").click()
    expect(page.locator(".completion.done")).to_be_visible()
