"""Getting paid and payouts, as pages, mail, file and API."""

import csv
from io import StringIO

import pytest

from educrowd.core import ledger
from educrowd.core.db import db
from educrowd.core.payments import ConnectedAccount, Payout, connected_account, request_payout
from educrowd.core.payments.paying_out import settle_payout
from tests.gateway import PLATFORM
from tests.jobs import run_jobs


@pytest.fixture
def settled(new_project, back, ada, end):
    """A hundred dollars came together, and nothing waits any more."""
    telescope = new_project(goal=10_00)
    back(telescope, ada, 100_00)
    end(telescope)
    assert telescope.state == "settled"
    return telescope


@pytest.fixture
def boss(visitor, owner):
    return visitor.sign_in(owner)


@pytest.fixture
def paid(settled, owner):
    payout = request_payout(owner, amount=60_00, currency="USD", token="once")
    run_jobs()
    return payout


def wait_for_bank(sandbox, payout, *, refuses=False):
    sandbox.act(payout.account, payout.gateway_id, "fail" if refuses else "arrive")
    settle_payout(payout.id)
    run_jobs()


def token_in(page):
    return page.text.split('name="token"')[1].split('value="')[1].split('"')[0]


def test_an_owner_pays_out_what_is_free_and_a_double_click_is_one_payout(settled, boss, sandbox):
    page = boss.get("/studio/money/payouts/")
    assert "Free to pay out" in page.text
    fields = {"token": token_in(page), "amount": "60"}
    first, second = (boss.submit("/studio/money/payouts/USD", **fields) for _ in range(2))
    assert first.location == second.location
    run_jobs()
    shown = boss.get(first.location).text
    assert "$60" in shown and "On the way to the bank" in shown and "Held by the payment provider" in shown
    assert db.session.query(Payout).count() == 1


@pytest.mark.parametrize(("amount", "status"), [("1000", 409), ("-1", 422), ("NaN", 422), ("", 422), ("10.001", 422)])
def test_what_cannot_be_paid_out_is_said_at_its_field(settled, boss, amount, status):
    answer = boss.submit("/studio/money/payouts/USD", token="t", amount=amount)
    assert answer.status_code == status
    assert 'href="#amount"' in answer.text
    assert db.session.query(Payout).count() == 0


def test_a_currency_nobody_knows_is_not_found(boss):
    assert boss.submit("/studio/money/payouts/XXX", token="t", amount="1").status_code == 404


def test_creators_cannot_pay_out(settled, visitor, nell):
    creator = visitor.sign_in(nell)
    assert creator.get("/studio/money/payouts/").status_code == 403
    assert creator.submit("/studio/money/payouts/USD", token="t", amount="1").status_code == 403


def test_whoever_asked_is_told_that_it_arrived(paid, sandbox, letters, owner):
    wait_for_bank(sandbox, paid)
    assert (paid.state, ledger.balance("paid_out", "USD")) == ("paid", -60_00)
    assert letters(owner, "$60 has reached your bank") == 1


def test_whoever_asked_is_told_that_it_came_back_and_why(paid, sandbox, letters, owner, boss):
    wait_for_bank(sandbox, paid, refuses=True)
    assert letters(owner, "Your payout of $60 came back") == 1
    assert "The bank account has been closed." in boss.get(f"/studio/money/payouts/{paid.id}/").text


def test_the_file_has_every_payout(paid, boss):
    rows = list(csv.DictReader(StringIO(boss.get("/studio/money/payouts.csv").text)))
    assert [(row["amount"], row["currency"], row["state"]) for row in rows] == [("60.00", "USD", "in_transit")]


def test_onboarding_leads_to_the_provider_and_back(boss, sandbox, demo):
    answer = boss.submit("/studio/money/account")
    assert answer.location.startswith(f"{sandbox.origin}/onboarding/")
    form = {"first_name": "Olga", "last_name": "Owner", "business": "Demo", "number": "000123456789"}
    back = sandbox.http.post(answer.location, data=form | {"verdict": "more_information"}, allow_redirects=False)
    assert back.headers["Location"] == f"{demo.origin}/studio/money/account/return"
    boss.get("/studio/money/account/return")
    shown = boss.get("/studio/money/account").text
    assert "A document that proves who it is" in shown
    assert "Finish getting paid" in boss.get("/studio/").text
    sandbox.act(PLATFORM, connected_account().gateway_id, "verify")
    boss.get("/studio/money/account/return")
    assert "All set" in boss.get("/studio/money/account").text
    assert "Finish getting paid" not in boss.get("/studio/").text


def test_nobody_launches_while_the_provider_refuses_cards(new_project, boss, sandbox):
    telescope = new_project(live=False)
    account = connected_account()
    sandbox.act(PLATFORM, account.gateway_id, "ask for more")
    account.refresh()
    db.session.commit()
    page = boss.get(f"/studio/projects/{telescope.id}/").text
    assert "Getting paid" in page and "the payment provider who you are" in page
    boss.submit(f"/studio/projects/{telescope.id}/launch")
    db.session.expire_all()
    assert telescope.state == "draft"


def test_with_a_live_key_an_account_comes_before_the_launch(new_project, monkeypatch, app, boss):
    telescope = new_project(live=False)
    monkeypatch.setitem(app.config, "STRIPE_SECRET_KEY", "sk_live_x")
    assert ConnectedAccount.mine() is None
    boss.submit(f"/studio/projects/{telescope.id}/launch")
    db.session.expire_all()
    assert telescope.state == "draft"
    monkeypatch.undo()


def test_while_the_provider_is_away_the_page_says_so(settled, boss, sandbox):
    sandbox.fault("server_error", match="/v1/balance")
    page = boss.get("/studio/money/payouts/")
    assert (page.status_code, "does not answer" in page.text) == (200, True)


def test_a_payout_by_api_needs_a_key_and_the_same_key_is_the_same_payout(settled, client, owner):
    api = client(owner)
    body = {"amount": 60_00, "currency": "USD"}
    assert api("POST", "/payouts/", body).status_code == 422
    key = {"Idempotency-Key": "k1"}
    first, second = (api("POST", "/payouts/", body, **key) for _ in range(2))
    assert (first.status_code, first.json["data"]["state"]) == (201, "created")
    assert first.json["data"]["id"] == second.json["data"]["id"]
    assert [payout["amount"] for payout in api("GET", "/payouts/?state=created").json["data"]] == [60_00]
    run_jobs()
    assert api("GET", f"/payouts/{first.json['data']['id']}/").json["data"]["state"] == "in_transit"


def test_the_api_tells_how_much_is_free(settled, client, owner, ada):
    api = client(owner)
    [usd] = api("GET", "/balances/").json["data"]
    fees = ledger.balance("processing_fees", "USD") + ledger.balance("platform_fees", "USD")
    assert (usd["currency"], usd["releasable"], usd["held"]) == ("USD", 100_00 - fees, 0)
    refused = api("POST", "/payouts/", {"amount": 100_00, "currency": "USD"}, **{"Idempotency-Key": "k2"})
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (409, "insufficient_funds")
    for path in ("/balances/", "/payouts/", "/account/"):
        assert client(ada)("GET", path).status_code == 403


def test_the_api_tells_what_the_provider_lacks_and_where_to_say_it(client, sandbox, owner):
    api = client(owner)
    account = api("GET", "/account/").json["data"]
    assert (account["charges_enabled"], account["missing"]) == (True, [])
    answer = api("POST", "/account/onboarding/", {"return_url": "https://example.org/back"})
    assert answer.json["data"]["url"].startswith(f"{sandbox.origin}/onboarding/")
    assert api("POST", "/account/onboarding/", {"return_url": "javascript:alert(1)"}).status_code == 422
