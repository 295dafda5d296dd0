"""A course is sold, learned from and given back, with the keyboard alone on a phone and without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.stranger import Api, Town, new_course
from tests.up import eventually

pytestmark = pytest.mark.xdist_group("town")
PHONE: ViewportSize = {"width": 390, "height": 844}
FAR = 80  # more presses of Tab than any of these pages has places to stop at


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_guest_buys_a_course_with_the_keyboard_and_gets_the_money_back(town: Town, chromium: Browser, scripts: bool):
    slug, owner = town.new_site()
    course = new_course(owner, "Knots", "The bowline", price_amount=40_00, status="published")
    owner("POST", "lms/coupons/", {"code": "SPRING", "percent": 25})
    buyer = f"bo-{slug}@example.org"
    with chromium.new_context(viewport=PHONE, reduced_motion="reduce", java_script_enabled=scripts) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(town.url(slug, f"/courses/{course['slug']}"))
        press(page, "Buy this course")
        write(page, "Email", buyer)
        write(page, "Name", "Bo Buyer")
        write(page, "Coupon", "spring")
        press(page, "Apply")
        expect(page.get_by_role("row", name="Total")).to_contain_text("$30.00")
        press(page, "Continue to payment")
        for label, words in {"Card number": "4242424242424242", "Expiry": "12/34", "Security": "123"}.items():
            write(page, label, words)
        write(page, "Name on card", "Bo Buyer")
        press(page, "Pay USD 30.00")
        expect(page.get_by_role("heading", name="Paid. Thank you!")).to_be_visible()
        assert town.has_told(buyer, "Receipt", "Welcome to “Knots”")
        assert seats(owner, course) == ["active"]
        assert town.check_money().returncode == 0

    [order] = owner("GET", "lms/orders/")
    owner("POST", f"lms/orders/{order['id']}/refunds/", {})
    assert eventually(lambda: seats(owner, course) != ["active"], seconds=60)
    assert town.check_money().returncode == 0


def test_a_guest_buys_a_bundle_on_a_phone_without_scripts(town: Town, chromium: Browser):
    slug, owner = town.new_site()
    prices = {"Knots": 40_00, "Splices": 30_00}
    courses = [new_course(owner, title, "One", price_amount=prices[title], status="published") for title in prices]
    facts = {"title": "All of the rope", "price_amount": 56_00, "status": "published"}
    bundle = owner("POST", "lms/bundles/", facts | {"course_ids": [course["id"] for course in courses]})
    buyer = f"bo-{slug}@example.org"
    with chromium.new_context(viewport=PHONE, reduced_motion="reduce", java_script_enabled=False) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(town.url(slug, f"/bundles/{bundle['slug']}"))
        press(page, "Buy this bundle")
        write(page, "Email", buyer)
        write(page, "Name", "Bo Buyer")
        press(page, "Continue to payment")
        for label, words in {"Card number": "4242424242424242", "Expiry": "12/34", "Security": "123"}.items():
            write(page, label, words)
        write(page, "Name on card", "Bo Buyer")
        press(page, "Pay USD 56.00")
        expect(page.get_by_role("heading", name="Paid. Thank you!")).to_be_visible()
        assert town.has_told(buyer, "Receipt", "Welcome to “Knots”", "Welcome to “Splices”")
        assert [seats(owner, course) for course in courses] == [["active"], ["active"]]
        assert town.check_money().returncode == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_guest_joins_a_subscription_and_leaves_it_with_the_keyboard(town: Town, chromium: Browser, scripts: bool):
    slug, owner = town.new_site()
    course = new_course(owner, "Knots", "The bowline", price_amount=40_00, status="published")
    facts = {"title": "Knots, monthly", "price_amount": 9_00, "every": "month", "status": "published"}
    plan = owner("POST", "lms/subscription-plans/", facts | {"course_id": course["id"]})
    learner = f"lo-{slug}@example.org"
    with chromium.new_context(viewport=PHONE, reduced_motion="reduce", java_script_enabled=scripts) as context:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(town.url(slug, f"/subscriptions/{plan['slug']}"))
        press(page, "Subscribe")
        write(page, "Email", learner)
        write(page, "Name", "Lo Learner")
        press(page, "Continue to your card")
        for label, words in {"Card number": "4242424242424242", "Expiry": "12/34", "Security": "123"}.items():
            write(page, label, words)
        write(page, "Name on card", "Lo Learner")
        press(page, "Save card")
        assert eventually(lambda: seats(owner, course) == ["active"], seconds=60)
        page.reload()
        expect(page.get_by_text("You are in")).to_be_visible()
        assert town.has_told(learner, "Receipt: Knots, monthly")
        press(page, "Cancel")
        press(page, "Cancel the subscription")
        expect(page.get_by_text("What you have paid lasts")).to_be_visible()
        assert town.check_money().returncode == 0


def seats(owner: Api, course: dict[str, Any]) -> list[str]:
    return [each["status"] for each in owner("GET", f"lms/enrollments/?course_id={course['id']}")]


def reach(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus, and shows it."""
    wanted = re.compile(rf"^{re.escape(name)}")
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if wanted.match(focused_name(page)):
            return
    raise AssertionError(f"the keyboard does not get to “{name}” on {page.url}")


def focused_name(page: Page) -> str:
    return page.evaluate(
        "() => { const e = document.activeElement;"
        " return (e.labels?.[0]?.innerText || e.ariaLabel || e.innerText || '').trim() }"
    )


def press(page: Page, name: str) -> None:
    reach(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, label: str, words: str) -> None:
    reach(page, label)
    page.keyboard.type(words)
