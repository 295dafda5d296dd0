"""Connected accounts: let in by their papers, turned away, told to the platform."""

import pytest
import requests

from tests.sandbox.browser import Browser
from tests.sandbox.conftest import client_of
from tests.sandbox.shop import Shop

PERSON = {"business": "Atelier Nord", "first_name": "Nell", "last_name": "Sky", "number": "000123456789"}


@pytest.fixture
def newcomer(platform):
    """An account that has told nothing yet."""
    return platform.v1.accounts.create({"type": "standard", "email": "nell@example.com"})


@pytest.fixture
def browser(origin, platform, newcomer):
    """A browser on the newcomer's onboarding page."""
    params = {"account": newcomer.id, "type": "account_onboarding"}
    urls = {"return_url": "https://shop.example/back", "refresh_url": "https://shop.example/again"}
    return Browser(origin).open(platform.v1.account_links.create(params | urls).url)


def test_a_newcomer_owes_papers(newcomer):
    assert (newcomer.charges_enabled, newcomer.payouts_enabled, newcomer.details_submitted) == (False, False, False)
    assert "external_account" in newcomer.requirements.currently_due
    assert newcomer.requirements.disabled_reason == "requirements.past_due"


def test_papers_on_the_hosted_page_open_the_account(platform, origin, newcomer, browser, listener):
    browser.send(**PERSON, verdict="verified")
    assert browser.left_to == "https://shop.example/back"
    account = platform.v1.accounts.retrieve(newcomer.id)
    assert (account.charges_enabled, account.payouts_enabled, account.details_submitted) == (True, True, True)
    assert account.capabilities.card_payments == "active"
    (event,) = listener.wait_for("account.updated", newcomer.id)
    assert event.account == newcomer.id
    assert Shop(platform, origin, newcomer.id).pay().status == "succeeded"


@pytest.mark.parametrize(
    ("verdict", "reason"), [("more_information", "requirements.past_due"), ("rejected", "rejected.other")]
)
def test_a_review_may_not_let_the_account_in(platform, newcomer, browser, verdict, reason):
    browser.send(**PERSON, verdict=verdict)
    account = platform.v1.accounts.retrieve(newcomer.id)
    assert (account.charges_enabled, account.details_submitted) == (False, True)
    assert account.requirements.disabled_reason == reason


def test_a_field_left_empty_is_named(browser):
    browser.send(**PERSON | {"last_name": ""})
    assert browser.status == 422
    assert 'href="#last_name"' in browser.text


def test_an_onboarding_link_needs_its_secret(origin, newcomer):
    assert requests.get(f"{origin}/onboarding/{newcomer.id}/guess", timeout=10).status_code == 404


def test_accounts_can_be_let_in_at_once(start):
    v1 = client_of(start(SANDBOX_VERIFY_ACCOUNTS="1")).v1
    account = v1.accounts.create({"type": "standard"})
    assert (account.charges_enabled, account.payouts_enabled) == (True, True)


def test_money_is_pending_until_it_settles(start):
    bank = start(SANDBOX_VERIFY_ACCOUNTS="1", SANDBOX_SETTLEMENT_DAYS="2")
    platform = client_of(bank)
    shop = Shop(platform, bank, platform.v1.accounts.create({"type": "standard"}).id)
    shop.pay(amount=100_00)
    assert (shop.available(), platform.v1.balance.retrieve({}, shop.options()).pending[0].amount) == (0, 96_80)
    requests.post(f"{bank}/_sandbox/clock", json={"advance_seconds": 2 * 86_400}, timeout=10)
    assert shop.available() == 96_80
    (entry,) = shop.v1.balance_transactions.list({}, shop.options()).data
    assert entry.status == "available"


def test_the_developers_page_shows_objects_and_acts_on_them(shop, origin):
    charge = shop.pay(description="<b>bold</b>").latest_charge
    browser = Browser(origin).open(f"{origin}/_sandbox/?account={shop.id}&kind=charge")
    assert charge in browser.text
    assert "&lt;b&gt;bold" in browser.text
    page = Browser(origin).open(f"{origin}/_sandbox/objects/{shop.id}/{charge}").send(action="dispute")
    assert "&#34;disputed&#34;: true" in page.text
    assert "cannot be disputed" in page.send(action="dispute").text
    assert page.status == 400
