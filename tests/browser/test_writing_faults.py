"""Nothing that was typed is lost: connections drop, servers refuse, tabs close, two people write in one text."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.lms.models import Course
from educrowd.core.current import current
from educrowd.core.db import db
from tests.browser.test_writing import nell, sign_in  # noqa: F401


@pytest.fixture
def draft(nell):  # noqa: F811
    """Nell's draft."""
    current.user = nell
    post = Post.draft("A walk", body_markdown="First.")
    db.session.commit()
    return post


@pytest.fixture
def editor(chromium, live, demo, nell, draft):  # noqa: F811
    """`editor()` is another window of Nell's, with the draft open."""
    contexts = []

    def opened() -> Page:
        contexts.append(chromium.new_context())
        page = contexts[-1].new_page()
        sign_in(page, live, demo, nell)
        page.goto(live.url(demo, f"/studio/posts/{draft.id}/edit"))
        return page

    yield opened
    for context in contexts:
        context.close()


def type_more(page: Page, words: str, box: str = "#body_markdown") -> None:
    page.focus(box)
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def copies_in(page: Page) -> list[str]:
    """The texts that the browser holds of this site."""
    return page.evaluate("() => Object.values(localStorage).map((copy) => JSON.parse(copy).words.body_markdown)")


def saved(post: Post) -> str:
    db.session.rollback()
    return db.session.get_one(Post, post.id, populate_existing=True).body_markdown


def test_a_tab_that_dies_without_a_connection_brings_its_words_back(editor, draft):
    page = editor()
    page.context.set_offline(True)
    page.fill("[name=title]", "A long walk")
    around = {"tags": "Walks", "series": "On foot", "part": "2", "guest_names": "Ada\nBen", "slug": "long-walk"}
    for name, words in around.items():
        page.fill(f"[name={name}]", words)
    type_more(page, " Second.")
    expect(page.locator("#autosave")).to_contain_text("The site can’t be reached")
    assert copies_in(page) == ["First. Second."]
    page.context.set_offline(False)
    again = page.context.new_page()
    address = page.url
    page.close()
    again.goto(address)
    assert again.input_value("#body_markdown") == "First."
    again.click("text=Bring them back")
    assert again.input_value("#body_markdown") == "First. Second."
    assert again.input_value("[name=title]") == "A long walk"
    assert {name: again.input_value(f"[name={name}]") for name in around} == around
    again.wait_for_selector("#autosave [data-kept]")
    again.click("text=Save draft")
    again.wait_for_selector("text=Saved.")
    assert saved(draft) == "First. Second."
    assert (draft.slug, draft.series.title, draft.byline) == ("long-walk", "On foot", "Ada and Ben")
    again.goto(address)
    expect(again.locator("#local-copy")).to_be_hidden()


@pytest.mark.parametrize("fault", ["dropped", "refused"])
def test_a_copy_stays_in_the_browser_until_the_server_says_that_it_has_the_words(editor, fault):
    page = editor()

    def fail(route):
        route.abort() if fault == "dropped" else route.fulfill(status=503, body="Away")

    page.route("**/autosave", fail)
    type_more(page, " Second.")
    expect(page.locator("#autosave")).to_contain_text("The site can’t be reached")
    assert copies_in(page) == ["First. Second."]
    page.unroute("**/autosave")
    if fault == "dropped":
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("#autosave [data-kept]", timeout=20_000)
    page.wait_for_function("() => localStorage.length === 0")


def test_what_is_typed_while_an_autosave_is_under_way_keeps_its_copy(editor):
    page = editor()
    held = []
    page.route("**/autosave", lambda route: held.append(route))
    type_more(page, " Second.")
    page.wait_for_timeout(2_500)
    assert len(held) == 1
    type_more(page, " Third.")
    held[0].continue_()
    page.wait_for_selector("#autosave [data-kept]")
    assert copies_in(page) == ["First. Second. Third."]


def test_an_autosave_that_waited_for_another_stands_on_what_that_one_saved(page, live, demo, new_person):
    ines = new_person("ines", "instructor")
    course = Course.draft(ines, title="Knots")
    lesson = course.add_lesson("The bowline", section=course.sections[0], body="First.")
    db.session.commit()
    sign_in(page, live, demo, ines)
    page.goto(live.url(demo, f"/studio/courses/{course.slug}/lessons/{lesson.uid}"))
    held, answers = [], []
    page.route("**/autosave", lambda route: route.continue_() if held else held.append(route))
    page.on("response", lambda answer: answers.append(answer.status) if answer.url.endswith("autosave") else None)
    for words in (" Second.", " Third."):
        type_more(page, words, box="#body")
        page.wait_for_timeout(2_500)
    assert answers == []
    held[0].continue_()
    page.wait_for_function("() => localStorage.length === 0")
    db.session.refresh(lesson)
    assert (lesson.body, answers) == ("First. Second. Third.", [200, 200])


def test_a_lost_answer_to_a_save_loses_nothing(editor, draft):
    page = editor()
    type_more(page, " Second.")
    address, again = page.url, page.context.new_page()

    def lose_the_answer(route):
        if route.request.method == "POST":
            # Not everything beside a browser knows the names under localhost.
            place = urlsplit(route.request.url)
            headers = {**route.request.all_headers(), "host": place.netloc}
            route.fetch(url=f"http://127.0.0.1:{place.port}{place.path}", headers=headers, max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.route(f"**/posts/{draft.id}", lose_the_answer)
    with page.expect_event("requestfailed"):
        page.click("text=Save draft", no_wait_after=True)
    page.close()
    assert saved(draft) == "First. Second."
    again.goto(address)
    assert again.input_value("#body_markdown") == "First. Second."
    expect(again.locator("#local-copy")).to_be_hidden()


def test_two_people_in_one_text_both_keep_their_words(editor, draft):
    one, two = editor(), editor()
    type_more(one, " Ada was here.")
    type_more(two, " Ben was here.")
    one.click("text=Save draft")
    one.wait_for_selector("text=Saved.")
    two.wait_for_selector("#autosave >> text=Somebody saved this post meanwhile")
    two.click("text=Save draft")
    two.wait_for_selector("text=Somebody saved this post while you wrote")
    assert two.input_value("[name=body_markdown]") == "First. Ben was here."
    assert two.input_value("#saved-text") == "First. Ada was here."
    two.fill("[name=body_markdown]", "First. Ada was here. Ben was here.")
    two.click("text=Save mine over it")
    two.wait_for_selector("text=Saved.")
    assert saved(draft) == "First. Ada was here. Ben was here."
    db.session.rollback()
    texts = [each.body_markdown for each in db.session.scalars(db.session.get_one(Post, draft.id).revisions.select())]
    assert "First. Ada was here." in texts


def test_words_held_by_a_browser_are_offered_to_their_writer_alone_and_logging_out_asks_first(
    editor,
    live,
    demo,
    nell,  # noqa: F811
    new_person,
):
    page = editor()
    address, notice = page.url, page.locator("#local-copy")
    page.route("**/autosave", lambda route: route.abort())
    type_more(page, " Second.")
    for person, is_offered in ((new_person("olga", "editor"), False), (nell, True)):
        page.context.clear_cookies()
        sign_in(page, live, demo, person)
        page.goto(address)
        expect(notice).to_be_visible(visible=is_offered)
    leave = page.get_by_role("button", name="Log out")
    page.locator(".account-menu summary").first.click()
    page.once("dialog", lambda question: question.dismiss())
    leave.click()
    assert copies_in(page) == ["First. Second."]
    page.once("dialog", lambda question: question.accept())
    leave.click()
    page.wait_for_url(live.url(demo))
    assert copies_in(page) == []
