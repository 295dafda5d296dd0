"""The studio and the operators' pages in a real browser: accessible on a phone and on a desk."""

from __future__ import annotations

import pytest

from educrowd.blueprints.auth.cli import make_operator
from educrowd.core import colors
from tests.chromium import violations
from tests.conftest import PASSWORD

SIZES = [(320, "dark"), (1280, "light")]


def log_in(page, live, site, person):
    page.goto(live.url(site, "/login"))
    page.get_by_label("Email or user name").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_load_state()


def examine(page, address, width, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    assert page.goto(address).status == 200
    assert violations(page) == [], address
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_studio_is_accessible_and_fits(page, live, demo, owner, width, scheme):
    log_in(page, live, demo, owner)
    member = f"members/{owner.id}/"
    for path in ("", "members/", "members/new", member, "brand/", "audit/"):
        examine(page, live.url(demo, f"/studio/{path}"), width, scheme)


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_operators_pages_are_accessible_and_fit(page, live, demo, new_person, width, scheme):
    robin = new_person("robin")
    make_operator(robin.id)
    log_in(page, live, None, robin)
    tenant = f"tenants/{demo.id}/"
    for path in ("", "tenants/", tenant, f"{tenant}suspension", "jobs/"):
        examine(page, live.url(None, f"/operator/{path}"), width, scheme)


def test_the_preview_follows_the_color(page, live, demo, owner):
    log_in(page, live, demo, owner)
    page.goto(live.url(demo, "/studio/brand/"))
    page.get_by_label("Accent").fill("#d4006a")
    drawing = page.get_by_role(
        "img", name=f"A light page with its button, link and bar in {colors.brand('#d4006a', 'light').accent}"
    )
    drawing.wait_for()
    assert page.get_by_label("Accent").input_value() == "#d4006a"


def test_a_search_replaces_the_list_and_can_be_taken_back(page, live, demo, owner, ada):
    log_in(page, live, demo, owner)
    page.goto(live.url(demo, "/studio/members/"))
    page.get_by_label("Name or email").fill(ada.email)
    page.get_by_role("button", name="Show").click()
    page.locator("#members").get_by_text("1 person").wait_for()
    assert ada.email.partition("@")[0] in page.url
    page.go_back()
    page.get_by_text(owner.email).wait_for()
