"""A site from its first day to its last, as strangers live it: a blog moves in, is written on, mailed, read, leaves.

Each page on the way is looked at by axe; the moderator has no pointer, and the reader's phone no JavaScript.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.blog.wordpress import comment, export, post, term
from tests.services import PROJECT
from tests.stranger import PASSWORD, Town

from .course_building import look, visit
from .test_selling import FAR
from .test_whole_project import Story, email

pytestmark = pytest.mark.xdist_group("town")
JOURNAL = export(
    [
        post(7, "Mixing one black", "Soot, oil and <em>patience</em>.", more=term("Ink") + comment(1, "What oil?")),
        post(8, "The second press", 'It is older. See <a href="https://ink.example/journal/?p=7">the black</a>.'),
        post(9, "Not yet", "A draft.", status="draft"),
    ]
)


def test_a_whole_site(town: Town, elsewhere: Town, chromium: Browser, tmp_path: Path):
    story = Story(town, chromium, f"ink-{token_hex(4)}")
    sam, ida, reader = story.window(), story.window(), story.window(scripts=False)
    found_site(story, sam)
    bring_in_the_journal(story, sam)
    arrange_the_front_page(story, sam)
    point_a_domain(story, sam)
    cleo = invite_editor(story, sam)
    subscribe(story, ida)
    write_together(story, sam, cleo)
    schedule_with_letter(story, sam)
    read_the_letter(story, ida)
    ask(story, ida)
    moderate_by_keyboard(story, sam)
    read_without_scripts(story, reader)
    file = leave(story, sam, tmp_path)
    open_again(Story(elsewhere, chromium, story.slug), file)


def send(page: Page, name: str) -> None:
    """Press the button that sends a form, and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def found_site(story: Story, sam: Page) -> None:
    sam.goto(story.town.url(path="/signup"))
    look(sam).get_by_label("Your name").fill("Sam Stranger")
    sam.get_by_label("Email").fill(email("sam", story.slug))
    sam.get_by_label("Password").fill(PASSWORD)
    sam.get_by_label("Name of your site").fill(story.slug)
    sam.locator("main button[type=submit]").click()
    sam.wait_for_url(f"{story.address('/')}**")


def bring_in_the_journal(story: Story, sam: Page) -> None:
    for found in ("3 posts", "the same again"):
        visit(story, sam, "/studio/posts/imports")
        journal: FilePayload = {"name": "journal.xml", "mimeType": "text/xml", "buffer": JOURNAL}
        sam.get_by_label("File").set_input_files(files=[journal])
        send(sam, "Look into it")
        if found == "3 posts":
            send(sam, "Bring it in")
            expect(sam.get_by_role("link", name="To the posts")).to_be_visible()
        else:
            expect(sam.get_by_text("There is nothing to bring in")).to_be_visible()
        look(sam)
    visit(story, sam, "/blog/mixing-one-black")
    expect(sam.get_by_text("What oil?")).to_be_visible()
    visit(story, sam, "/journal/2019/05/the-second-press/")
    sam.get_by_role("link", name="the black").click()
    expect(sam.get_by_role("heading", name="Mixing one black")).to_be_visible()


def arrange_the_front_page(story: Story, sam: Page) -> None:
    visit(story, sam, "/studio/front-page/")
    sam.get_by_role("link", name="Add a block").click()
    look(sam).get_by_role("link", name="Quote").click()
    look(sam).get_by_label("Words").fill("They *print* at night.")
    sam.get_by_label("Who said it").fill("A neighbor")
    send(sam, "Save in the draft")
    quote = look(sam).locator(".arranged li", has_text="Quote")
    quote.get_by_role("button", name=re.compile("up", re.IGNORECASE)).click()
    expect(sam.locator(".arranged li").nth(3)).to_contain_text("Quote")
    send(sam, "Publish")
    expect(sam.get_by_text("Everybody sees it now.")).to_be_visible()
    visit(story, sam, "/")
    expect(sam.get_by_text("A neighbor")).to_be_visible()


def point_a_domain(story: Story, sam: Page) -> None:
    host = f"www.{story.slug}.example.org"
    visit(story, sam, "/studio/domains/")
    sam.get_by_label("Domain").fill(host)
    send(sam, "Add it")
    name, value = look(sam).locator("dl.facts dd.mono").all_inner_texts()[:2]
    send(sam, "Look for it now")
    expect(look(sam).get_by_text("Waits for its record")).to_be_visible()
    story.town.names.txt(name, value)
    send(sam, "Look for it now")
    send(sam, "Make it the main address")
    story.domain = host
    sam.goto(story.town.url(story.slug, "/blog/mixing-one-black"))
    assert urlsplit(sam.url).hostname == host
    log_in(story, sam, "sam")


def log_in(story: Story, page: Page, name: str) -> None:
    visit(story, page, "/login")
    page.locator("input[name=login]").fill(email(name, story.slug))
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/login" not in url)


def invite_editor(story: Story, sam: Page) -> Page:
    visit(story, sam, "/studio/members/new")
    sam.get_by_label("Email").fill(email("cleo", story.slug))
    sam.get_by_label("Name").fill("Cleo")
    sam.get_by_label("Role").select_option("editor")
    send(sam, "Add and write to them")
    cleo = story.window()
    cleo.goto(story.letter("cleo", "asks you to join as editor", "/password/"))
    look(cleo).get_by_label("New password").fill(PASSWORD)
    send(cleo, "Save and log in")
    cleo.get_by_role("button", name="Go on to").click()
    cleo.wait_for_url(f"{story.address('/')}**")
    return cleo


def subscribe(story: Story, ida: Page) -> None:
    visit(story, ida, "/blog/")
    ida.get_by_label("Your email address").fill(email("ida", story.slug))
    ida.get_by_role("button", name="Subscribe").click()
    expect(ida.get_by_text("A letter with a link is on its way")).to_be_visible()
    look(ida)
    ida.goto(story.letter("ida", "", "/newsletter/"))
    send(ida, "Yes, send them to me")
    expect(look(ida).get_by_role("heading", name="Welcome")).to_be_visible()


def write_together(story: Story, sam: Page, cleo: Page) -> None:
    visit(story, sam, "/studio/posts/new")
    sam.get_by_label("Title").fill("Letters from the press")
    send(sam, "Start writing")
    sam.wait_for_url("**/edit**")
    cleo.goto(sam.url)
    for page, words in ((sam, "Sam wrote this."), (cleo, "Cleo wrote that.")):
        look(page).get_by_label("Text").fill(words)
    send(sam, "Save draft")
    expect(sam.get_by_text("Saved.")).to_be_visible()
    send(cleo, "Save draft")
    expect(look(cleo).locator("#saved-text")).to_have_value("Sam wrote this.")
    cleo.locator("[name=body_markdown]").fill("Sam wrote this. Cleo wrote that.")
    send(cleo, "Save mine over it")
    expect(look(cleo).get_by_text("Saved.")).to_be_visible()


def schedule_with_letter(story: Story, sam: Page) -> None:
    sam.goto(sam.url)
    assert look(sam).get_by_label("Text").input_value() == "Sam wrote this. Cleo wrote that."
    sam.get_by_label("Mail it to").select_option(label="Subscribers")
    sam.get_by_label("Comments").select_option(label="From anyone")
    sam.get_by_text("Publish later").click()
    moment = datetime.now(UTC) + timedelta(seconds=90)
    sam.get_by_label("Publish on").fill(f"{moment:%Y-%m-%dT%H:%M}")
    send(sam, "Schedule")
    expect(look(sam).get_by_text("Scheduled").first).to_be_visible()
    assert story.window().goto(story.address("/blog/letters-from-the-press")).status == 404


def read_the_letter(story: Story, ida: Page) -> None:
    """The moment comes by itself; who has read enough leaves by the letter, and may come back at once."""
    assert story.town.has_told(email("ida", story.slug), "Letters from the press", seconds=180)
    letter = story.town.letters_to(email("ida", story.slug))[0]
    assert "Cleo wrote that." in letter["text"]
    ida.goto(story.letter("ida", "Letters from the press", "/newsletter/"))
    send(look(ida), "Stop the newsletter")
    send(look(ida), "That was a mistake: send them again")
    look(ida)


def ask(story: Story, ida: Page) -> None:
    ida.goto(story.address("/blog/letters-from-the-press/comments/new"))
    look(ida).get_by_label("Your name").fill("Ida")
    ida.get_by_label("Your comment").fill("Which ink?")
    send(ida, "Comment")
    expect(look(ida).get_by_text("Which ink?")).not_to_be_visible()


def moderate_by_keyboard(story: Story, sam: Page) -> None:
    visit(story, sam, "/studio/posts/comments")
    waiting = sam.locator(".moderated", has_text="Which ink?")
    reach_row(sam, waiting)
    sam.keyboard.press("r")
    expect(sam.locator("textarea:focus")).to_be_visible()
    sam.keyboard.type("Soot black.")
    sam.keyboard.press("Tab")
    sam.keyboard.press("Enter")
    expect(sam.get_by_text("Nothing waits")).to_be_visible()
    look(sam)


def reach_row(page: Page, row: Locator) -> None:
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if row.evaluate("row => row === document.activeElement"):
            return
    raise AssertionError("no press of Tab leads to the comment")


def read_without_scripts(story: Story, reader: Page) -> None:
    reader.goto(story.address("/"))
    expect(reader.get_by_text("A neighbor")).to_be_visible()
    reader.get_by_role("link", name="Letters from the press").first.click()
    for words in ("Cleo wrote that.", "Which ink?", "Soot black."):
        expect(reader.get_by_text(words)).to_be_visible()
    reader.goto(story.address("/search?q=pacience"))
    reader.get_by_role("link", name="Mixing one black").click()
    expect(reader.get_by_text("What oil?")).to_be_visible()


def leave(story: Story, sam: Page, tmp_path: Path) -> Path:
    """The file that Sam takes along."""
    visit(story, sam, "/studio/leaving/")
    send(sam, "Make the file")
    with sam.expect_download(timeout=60_000) as loading:
        look(sam).get_by_role("link", name="Download").click(timeout=60_000)
    loading.value.save_as(tmp_path / "site.zip")
    return tmp_path / "site.zip"


def open_again(there: Story, file: Path) -> None:
    """On a platform that knew nobody the same site opens, and Sam comes in with a new password and goes on."""
    command = [sys.executable, "-m", "flask", "tenant", "import", str(file), there.slug, "--json"]
    env = there.town.platform.env
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    read_without_scripts(there, there.window(scripts=False))
    sam = there.window()
    visit(there, sam, "/login").get_by_role("link", name="Forgot your password?").click()
    look(sam).get_by_label("Email").fill(email("sam", there.slug))
    send(sam, "Send the link")
    sam.goto(there.letter("sam", "Choose a new password", "/password/"))
    look(sam).get_by_label("New password").fill(PASSWORD)
    send(sam, "Save and log in")
    sam.get_by_role("button", name="Go on to").click()
    sam.wait_for_url(f"{there.address('/')}**")
    visit(there, sam, "/studio/posts/").get_by_role("link", name="Letters from the press", exact=True).click()
    look(sam).get_by_label("Text").fill("Sam wrote this. Cleo wrote that. All of it came along.")
    send(sam, "Save and update")
    visit(there, sam, "/blog/letters-from-the-press")
    expect(sam.get_by_text("All of it came along.")).to_be_visible()
