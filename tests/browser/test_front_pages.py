"""The first pages a stranger sees, in a real browser: no complaint in the console, nothing inaccessible."""

import pytest

from tests.chromium import violations


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/login", "/register"])
def test_a_site_welcomes_everyone(page, live, demo, path, scheme):
    page.emulate_media(color_scheme=scheme)
    answer = page.goto(live.url(demo, path))
    assert answer.status == 200
    assert demo.name in page.title()
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/", "/signup", "/login"])
def test_the_platform_welcomes_everyone(page, live, path):
    answer = page.goto(live.url(None, path))
    assert answer.status == 200
    assert violations(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_scrolls_sideways(page, live, demo, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(live.url(demo))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
