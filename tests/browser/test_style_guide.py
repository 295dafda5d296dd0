"""Every component in every state, in a real browser."""

import pytest

from tests.chromium import violations

GUIDE = "/_dev/ui"


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_component_is_accessible_and_fits(page, live, demo, width, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live.url(demo, GUIDE))
    assert violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_error_summary_takes_the_focus(page, live, demo):
    page.goto(live.url(demo, GUIDE))
    assert page.evaluate("() => document.activeElement.className") == "error-summary"


def test_escape_closes_a_menu_and_returns_to_its_button(page, live, demo):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live.url(demo, GUIDE))
    menu, entries = page.locator("details.site-menu summary"), page.locator("details.site-menu nav")
    menu.focus()
    page.keyboard.press("Enter")
    assert entries.is_visible()
    page.keyboard.press("Escape")
    assert not entries.is_visible()
    assert menu.evaluate("summary => summary === document.activeElement")


def test_a_tool_of_the_editor_wraps_what_is_selected(page, live, demo):
    page.goto(live.url(demo, GUIDE))
    box = page.locator(".editor textarea")
    box.fill("light")
    box.select_text()
    page.get_by_role("button", name="Bold").click()
    assert box.input_value() == "**light**"


def test_the_theme_changes_at_once_and_stays(page, live, demo):
    page.goto(live.url(demo, GUIDE))
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
