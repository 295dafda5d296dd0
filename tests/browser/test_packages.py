"""A SCORM package in a real browser: on a host of its own, resumed, scored."""

from __future__ import annotations

import pytest

from educrowd.blueprints.lms.scorm.packing import take_in
from educrowd.core.db import db
from tests.chromium import violations
from tests.lms.conftest import ines, stars  # noqa: F401
from tests.lms.packages import package

from .test_learning import sign_in  # noqa: F401

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def place(stars, ada, live, demo):  # noqa: F811
    """Where Ada, enrolled, plays the package."""
    lesson = stars.add_lesson("Finding north", kind="scorm")
    lesson.change(settings={"package": take_in(stars, package()).public_id})
    stars.publish()
    stars.enroll(ada)
    db.session.commit()
    return live.url(demo, f"/learn/{stars.slug}/{lesson.uid}")


def test_ada_leaves_a_package_half_way_comes_back_and_passes(place, ada, sign_in):  # noqa: F811
    page = sign_in(ada)
    page.set_viewport_size(PHONE)
    page.goto(place)
    inside = page.frame_locator(".package-frame").frame_locator("#package")
    # Its name, no place yet, a first time, the maker's word; and no cookie of the site reaches it.
    assert inside.locator("#told").inner_text() == f"{ada.name}||ab-initio|hello|"
    inside.get_by_role("button", name="Half").click()
    page.get_by_text("Kept.").wait_for()
    assert "Done when scored" in page.inner_text("#completion")

    page.reload()
    assert inside.locator("#told").inner_text() == f"{ada.name}|page 2|resume|hello|"
    assert violations(page) == []
    inside.get_by_role("button", name="Done").click()
    page.locator("#completion", has_text="Done").filter(has_not_text="when").wait_for()
    assert "1 of 4 required lessons done" in page.text_content("#progress")


def test_a_tab_that_was_left_behind_is_told(place, ada, sign_in):  # noqa: F811
    newer = sign_in(ada)
    behind = newer.context.new_page()
    behind.goto(place)
    half_of(behind).wait_for()
    newer.goto(place)
    half_of(newer).click()
    newer.get_by_text("Kept.").wait_for()
    half_of(behind).click()
    behind.get_by_text("This lesson was opened again elsewhere.").wait_for()


def test_a_package_waits_for_a_page_whose_own_script_comes_late(place, ada, sign_in):  # noqa: F811
    page, held = sign_in(ada), []
    page.route("**/scorm_lesson.*.js", lambda route: held.append(route))
    page.goto(place, wait_until="commit")
    page.locator(".package-frame").wait_for()
    page.wait_for_timeout(1_500)
    held[0].continue_()
    half_of(page).wait_for()


def half_of(page):
    return page.frame_locator(".package-frame").frame_locator("#package").get_by_role("button", name="Half")
