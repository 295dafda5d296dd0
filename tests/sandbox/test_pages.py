"""The hosted pages in a real browser: a strict policy kept, nothing inaccessible, nothing sideways."""

import pytest

from tests.chromium import violations

pytestmark = pytest.mark.browser


@pytest.fixture
def door(origin) -> str:
    """The shop's own address: another host, of which the visitor needs to see no more than that it answers."""
    return origin.replace("127.0.0.1", "shop.localhost") + "/_sandbox/health"


@pytest.fixture
def addresses(platform, shop, origin, door) -> dict[str, str]:
    """Every kind of page."""
    urls = {"success_url": door, "cancel_url": door}
    price = {"currency": "eur", "unit_amount": 12_00, "product_data": {"name": "Drawing the night sky"}}
    buying = {"mode": "payment", "line_items": [{"price_data": price, "quantity": 2}]} | urls
    newcomer = platform.v1.accounts.create({"type": "express"}).id
    link = {"account": newcomer, "type": "account_onboarding", "return_url": door, "refresh_url": door}
    intent = shop.pay("pm_card_threeDSecure2Required", return_url=door)
    return {
        "saving a card": shop.v1.checkout.sessions.create({"mode": "setup"} | urls, shop.options()).url,
        "paying": shop.v1.checkout.sessions.create(buying, shop.options()).url,
        "3-D Secure": intent.next_action.redirect_to_url.url,
        "onboarding": platform.v1.account_links.create(link).url,
        "the developer's page": f"{origin}/_sandbox/?account={shop.id}&kind=payment_intent",
        "an object": f"{origin}/_sandbox/objects/{shop.id}/{intent.id}",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit_a_phone(page, addresses, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    for name, address in addresses.items():
        page.goto(address)
        assert violations(page) == [], name
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320, name


def test_a_visitor_is_sent_back_to_the_shop(page, addresses, door):
    page.goto(addresses["paying"])
    fields = {"Email": "ada@example.com", "Card number": "4000002760003184", "Expiry (MM/YY)": "12/34"}
    for label, value in (fields | {"Security code": "123", "Name on card": "Ada"}).items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Pay EUR 24.00").click()
    page.get_by_role("button", name="Complete authentication").click()
    page.wait_for_url(door)
