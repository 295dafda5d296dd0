"""Writing and reading posts in a real browser, with scripts and without."""

from __future__ import annotations

import pytest

from educrowd.blueprints.blog.models import Post
from educrowd.core.current import current
from educrowd.core.db import db
from tests.blog.conftest import photo
from tests.chromium import violations
from tests.conftest import PASSWORD


@pytest.fixture
def nell(new_person):
    """An editor of the demo site."""
    return new_person("nell", "editor")


@pytest.fixture
def ink(nell):
    """Nell's public post, with all that Markdown has to show."""
    current.user = nell
    text = (
        "# Black\n\n> A quote.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nprint(1)\n```\n\nNote.[^1]\n\n[^1]: Here."
    )
    post = Post.draft("Mixing one black", body_markdown=text, tags=["Craft", "Ink"])
    post.publish()
    db.session.commit()
    return post


def sign_in(page, live, demo, person):
    page.goto(live.url(demo, "/login"))
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(live.url(demo))


def begin(page, live, demo, title):
    page.goto(live.url(demo, "/studio/posts/new"))
    page.fill("[name=title]", title)
    page.press("[name=title]", "Enter")
    page.wait_for_selector("#post-form")


def weigh_the_editor(page):
    """All that Chromium loads for it, typefaces too, when it has nothing of the site yet."""
    answers = []
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.on("response", lambda answer: answers.append(answer))
    page.reload(wait_until="networkidle")
    page.evaluate("() => document.fonts.ready")
    sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    fonts = [url for url in sizes if url.endswith(".woff2")]
    assert len(fonts) == 1 and "latin-400-normal" in fonts[0], fonts
    assert sum(sizes.values()) <= 120 * 1024, sizes


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/blog/", "/blog/tags/craft", "/blog/mixing-one-black"])
def test_everyone_can_read(page, live, demo, ink, path, scheme):
    page.emulate_media(color_scheme=scheme)
    assert page.goto(live.url(demo, path)).status == 200
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/blog/", "/blog/mixing-one-black"])
def test_the_first_view_is_light_and_asks_nobody_else(page, live, demo, ink, path):
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(live.url(demo, path))
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.fonts.ready")
    sizes = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    assert sum(sizes.values()) <= 60 * 1024, sizes
    assert len(sizes) <= 6 + (path == "/blog/"), sizes
    assert all(url.startswith(live.url(demo)) for url in sizes)
    if path != "/blog/":
        assert not [url for url in sizes if url.endswith(".js")]


def test_nell_writes_with_scripts(page, live, demo, nell):
    sign_in(page, live, demo, nell)
    begin(page, live, demo, "A walk")
    weigh_the_editor(page)
    page.click("#body_markdown")
    page.keyboard.type("First.\n\nSecond is bold")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.click("[data-marks=bold]")
    assert page.input_value("#body_markdown") == "First.\n\nSecond is **bold**"
    page.wait_for_selector("#autosave [data-kept]")
    page.wait_for_function("() => localStorage.length === 0")

    page.click("button:has-text('Preview')")
    page.wait_for_selector(".editor-preview strong")
    page.focus("#body_markdown")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nThird.")
    page.wait_for_selector(".editor-preview >> text=Third.")
    page.click("button:has-text('Preview')")
    assert page.inner_html(".editor-preview") == ""

    page.focus("#body_markdown")
    page.evaluate("() => document.activeElement.setSelectionRange(6, 6)")
    page.click("text=Add a picture")
    jar = {"name": "jar.jpg", "mimeType": "image/jpeg", "buffer": photo().getvalue()}
    page.set_input_files("#image", jar)
    page.fill("#alt", "A jar")
    page.click("text=Put it into the text")
    page.wait_for_function("() => document.getElementById('body_markdown').value.includes('![A jar](/files/')")
    assert page.input_value("#body_markdown").startswith("First.\n\n![A jar](/files/")
    assert page.is_visible("[data-marks=bold]")

    page.click("text=Publish now")
    page.click("main a:has-text('View')")
    assert page.locator(".prose img").get_attribute("alt") == "A jar"
    assert page.locator(".prose strong").inner_text() == "bold"


def test_nell_writes_without_scripts(chromium, live, demo, nell):
    page = chromium.new_context(java_script_enabled=False).new_page()
    sign_in(page, live, demo, nell)
    begin(page, live, demo, "A walk")
    page.fill("#body_markdown", "Some **bold** words.")
    page.click("button:has-text('Preview')")
    assert page.locator(".prose strong").inner_text() == "bold"
    page.click("text=Keep writing")
    page.click("text=Add a picture")
    page.set_input_files("#image", {"name": "jar.jpg", "mimeType": "image/jpeg", "buffer": photo().getvalue()})
    page.check("#decorative")
    page.click("text=Put it into the text")
    assert page.input_value("#body_markdown").startswith("Some **bold** words.\n\n![](/files/")
    page.fill("#tags", "Walks")
    page.press("#tags", "Enter")
    page.wait_for_selector("text=Saved.")
    page.click("text=Publish now")
    page.click("main a:has-text('View')")
    assert page.locator(".prose strong").inner_text() == "bold" and page.locator("[rel=tag]").inner_text() == "Walks"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_studio_is_accessible(page, live, demo, nell, ink, scheme):
    page.emulate_media(color_scheme=scheme)
    sign_in(page, live, demo, nell)
    for path in (
        "/studio/posts/",
        "/studio/posts/new",
        f"/studio/posts/{ink.id}/edit",
        f"/studio/posts/{ink.id}/deletion",
    ):
        page.goto(live.url(demo, path))
        assert violations(page) == [], path
    begin(page, live, demo, "A walk")
    page.fill("#body_markdown", "Words.")
    page.click("button:has-text('Preview')")
    page.wait_for_selector(".editor-preview p")
    page.click("text=Add a picture")
    page.click("text=Publish later")
    assert violations(page) == []


def test_the_page_with_both_texts_is_accessible(chromium, live, demo, nell, ink):
    page = chromium.new_context().new_page()
    sign_in(page, live, demo, nell)
    page.goto(live.url(demo, f"/studio/posts/{ink.id}/edit"))
    ink.rewrite(body_markdown="Meanwhile.")
    db.session.commit()
    page.fill("#body_markdown", "Mine.")
    page.click("text=Save and update")
    page.wait_for_selector("text=Somebody saved this post while you wrote")
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_scrolls_sideways_where_one_reads_and_writes(page, live, demo, nell, ink, width):
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live, demo, nell)
    for path in ("/blog/", "/blog/mixing-one-black", "/studio/posts/", f"/studio/posts/{ink.id}/edit"):
        page.goto(live.url(demo, path))
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, path
