"""A project from its first word to its last cent, as strangers live it; the books are right at each step."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.stranger import PASSWORD, RISKS, STORY, Town
from tests.up import eventually

pytestmark = pytest.mark.xdist_group("town")
PHONE: ViewportSize = {"width": 390, "height": 844}
GOOD, ASKED_EACH_TIME, DECLINED_WHEN_CHARGED = "4242424242424242", "4000002760003184", "4000000000000341"


@dataclass
class Story:
    """The people of one project, each with a window of their own."""

    town: Town
    chromium: Browser
    slug: str
    domain: str = ""

    def window(self, *, scripts: bool = True) -> Page:
        context = self.chromium.new_context(viewport=PHONE, reduced_motion="reduce", java_script_enabled=scripts)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    def address(self, path: str) -> str:
        return self.town.url(self.slug, path, self.domain)

    def check_books(self) -> None:
        """`flask money check` finds nothing, as soon as what was promised is done."""
        said = ""

        def is_clean() -> bool:
            nonlocal said
            checked = self.town.check_money()
            said = checked.stdout + checked.stderr
            return checked.returncode == 0

        assert eventually(is_clean, seconds=120), said

    def letter(self, name: str, subject: str, path: str = "/pledges/") -> str:
        """The address in a letter to somebody."""
        assert self.town.has_told(email(name, self.slug), subject)
        letters = self.town.letters_to(email(name, self.slug))
        text = next(each["text"] for each in letters if subject in each["subject"])
        return re.search(rf"\((http\S+{path}\S+)\)", text)[1]


@pytest.fixture
def story(town: Town, chromium: Browser) -> Story:
    return Story(town, chromium, f"boats-{token_hex(4)}")


def test_a_whole_project_leaves_the_books_right_at_each_step(story: Story):
    sam = story.window()
    found_site(story, sam)
    cleo = invite(story, sam, "Cleo")
    write_project(story, cleo)
    approve(story, sam)
    assert story.town.has_told(email("Cleo", story.slug), "is approved")

    for name, number in {"Gina": GOOD, "Thea": ASKED_EACH_TIME, "Dan": DECLINED_WHEN_CHARGED}.items():
        back(story, name, number)
    story.check_books()

    story.town.pass_deadline(f"Boats of {story.slug}")
    assert story.town.has_told(email("Gina", story.slug), "Receipt", "Welcome to “Knots”")
    story.check_books()

    confirm_with_bank(story, story.letter("Thea", "needs you"))
    story.check_books()
    bring_another_card(story, story.letter("Dan", "needs you"))
    assert story.town.has_told(email("Dan", story.slug), "Receipt")
    story.check_books()

    pay_out(story, sam, "40")
    story.check_books()
    give_back(story, sam, "Gina", "12.50")
    assert story.town.has_told(email("Gina", story.slug), "Your refund")
    story.check_books()
    let_bank_dispute(story, sam, "Thea")
    story.check_books()
    sam.goto(story.address("/studio/money"))
    expect(sam.get_by_role("row", name=re.compile("Held by banks in disputes")).first).to_contain_text("$30.00")


def email(name: str, slug: str) -> str:
    return f"{name.lower()}-{slug}@example.org"


def until(page: Page, is_there: Callable[[], bool]) -> None:
    """Reload until a job has done what the page waits for."""

    page.wait_for_load_state()

    def look() -> bool:
        page.goto(page.url)
        return is_there()

    assert eventually(look, seconds=60)


def found_site(story: Story, sam: Page) -> None:
    sam.goto(story.town.url(path="/signup"))
    sam.get_by_label("Your name").fill("Sam Stranger")
    sam.get_by_label("Email").fill(email("sam", story.slug))
    sam.get_by_label("Password").fill(PASSWORD)
    sam.get_by_label("Name of your site").fill(story.slug)
    sam.locator("main button[type=submit]").click()
    sam.wait_for_url(f"{story.address('/')}**")
    sam.goto(story.address("/studio/reviews/"))
    sam.get_by_label("Projects wait for a review before they go live").check()
    sam.get_by_role("button", name="Save").click()


def invite(story: Story, sam: Page, name: str) -> Page:
    """Sam invites somebody who runs projects and teaches; the letter's link is the way in."""
    sam.goto(story.address("/studio/members/new"))
    sam.get_by_label("Email").fill(email(name, story.slug))
    sam.get_by_label("Name").fill(name)
    sam.get_by_label("Role").select_option("creator")
    sam.get_by_role("button", name="Add and write to them").click()
    sam.get_by_label("Role").select_option("instructor")
    sam.get_by_role("button", name="Give this role").click()
    page = story.window()
    page.goto(story.letter(name, "asks you to join as creator", "/password/"))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Save and log in").click()
    expect(page.get_by_text("Your password is set.")).to_be_visible()
    page.get_by_role("button", name="Go on to").click()
    page.wait_for_url(f"{story.address('/')}**")
    return page


def write_project(story: Story, cleo: Page) -> None:
    cleo.goto(story.address("/studio/courses/new"))
    cleo.get_by_label("Title").fill("Knots")
    cleo.locator("main button[type=submit]").first.click()
    expect(cleo.get_by_role("heading", name="Knots")).to_be_visible()
    cleo.goto(story.address("/studio/projects/new"))
    cleo.get_by_label("Title").fill(f"Boats of {story.slug}")
    cleo.get_by_label("Goal").fill("50")
    cleo.get_by_role("button", name="Create draft").click()
    cleo.get_by_label("Summary").fill("Fifty paper boats for the pond.")
    cleo.get_by_role("textbox", name="Story").fill(STORY)
    cleo.get_by_label("Risks").fill(RISKS)
    soon = datetime.now(UTC) + timedelta(hours=1)
    cleo.get_by_label("Ends on").fill(soon.strftime("%Y-%m-%dT%H:%M"))
    cleo.get_by_label("Opens a course").select_option(label="Knots")
    cleo.get_by_role("button", name="Save", exact=True).first.click()
    expect(cleo.get_by_text("Saved").first).to_be_visible()
    cleo.get_by_role("textbox", name="Reward", exact=True).fill("A boat")
    cleo.get_by_label("Price").fill("20")
    cleo.get_by_role("button", name="Add reward").click()
    cleo.get_by_role("button", name=re.compile("review")).first.click()
    expect(cleo.get_by_text("review").first).to_be_visible()


def approve(story: Story, sam: Page) -> None:
    sam.goto(story.address("/studio/reviews/"))
    sam.get_by_role("link", name=re.compile(f"Boats of {story.slug}")).first.click()
    sam.get_by_role("button", name="Approve").click()
    expect(sam.get_by_text("Approved").first).to_be_visible()


def back(story: Story, name: str, number: str) -> None:
    """A guest pledges on a phone: one page of ours, one of the provider's, and the bank's if it asks."""
    page = story.window()
    page.goto(story.address("/projects/"))
    page.get_by_role("link", name=f"Boats of {story.slug}").first.click()
    page.get_by_role("link", name=re.compile("^Back this")).first.click()
    page.get_by_role("radio", name=re.compile("A boat")).check()
    page.get_by_role("textbox", name="Amount").fill("30")
    page.get_by_label("Email").fill(email(name, story.slug))
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("button", name=re.compile("^Continue to")).click()
    type_card(page, number)
    if number == ASKED_EACH_TIME:
        page.get_by_role("button", name="Complete authentication").click()
    expect(page.get_by_text("Your pledge counts")).to_be_visible()


def type_card(page: Page, number: str) -> None:
    for name, value in {"number": number, "expiry": "12/34", "cvc": "123", "name": "Somebody"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("form button").first.click()


def confirm_with_bank(story: Story, address: str) -> None:
    page = story.window()
    page.goto(address)
    expect(page.get_by_role("heading", name="Your bank asks for you")).to_be_visible()
    page.get_by_role("button", name="Confirm with your bank").click()
    page.get_by_role("link", name="Continue to your bank").click()
    page.get_by_role("button", name="Complete authentication").click()
    expect(page.get_by_role("heading", name="Paid. Thank you!")).to_be_visible()


def bring_another_card(story: Story, address: str) -> None:
    """Without scripts: a recovery has to work on any device."""
    page = story.window(scripts=False)
    page.goto(address)
    expect(page.get_by_role("heading", name="Your card was declined")).to_be_visible()
    page.get_by_role("button", name="Use another card").click()
    type_card(page, GOOD)
    page.wait_for_url(f"{story.address('/')}**")
    until(page, lambda: page.get_by_role("heading", name="Paid. Thank you!").is_visible())


def pay_out(story: Story, sam: Page, amount: str) -> None:
    sam.goto(story.address("/studio/money/payouts/"))
    sam.get_by_label("Amount").fill(amount)
    sam.get_by_role("button", name="Pay out").click()
    expect(sam.get_by_text("On its way to your bank.").first).to_be_visible()
    until(sam, lambda: sam.get_by_text("Paid", exact=True).first.is_visible())


def give_back(story: Story, sam: Page, name: str, amount: str) -> None:
    open_backer(story, sam, name)
    sam.get_by_role("link", name=re.compile("^Refund")).last.click()
    sam.get_by_label("Amount").fill(amount)
    sam.get_by_role("button", name="Continue").click()
    sam.get_by_role("button", name=f"Give ${amount} back").click()
    until(sam, lambda: sam.get_by_text("Given back").first.is_visible())


def let_bank_dispute(story: Story, sam: Page, name: str) -> None:
    """The sandbox plays the bank of the cardholder."""
    open_backer(story, sam, name)
    charge = re.search(r"ch_\w+", sam.locator("main").inner_text())[0]
    sam.goto(f"http://localhost:{int(story.town.platform.port) + 1}/_sandbox/")
    account = sam.get_by_role("option", name=re.compile(f"^{story.slug}")).get_attribute("value")
    sam.get_by_label("Account").select_option(account)
    sam.get_by_role("button", name="Show").click()
    sam.get_by_label("Objects").select_option("charge")
    sam.get_by_role("button", name="Show").click()
    sam.get_by_role("row", name=re.compile(charge)).get_by_role("button", name="dispute").first.click()
    open_backer(story, sam, name)
    until(sam, lambda: sam.get_by_text("Disputed").first.is_visible())


def open_backer(story: Story, sam: Page, name: str) -> None:
    sam.goto(story.address("/studio/projects/"))
    sam.get_by_role("link", name=re.compile(f"Boats of {story.slug}")).first.click()
    sam.get_by_role("link", name="Backers").click()
    sam.get_by_role("link", name=name, exact=True).click()
