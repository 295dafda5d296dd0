"""The books and the review setting as JSON: from a balance to its entries, from an entry to what made it."""

from __future__ import annotations

import pytest


@pytest.fixture
def paid(new_project, back, end, ada):
    """A funded project whose only card was charged."""
    project = new_project(goal=20_00)
    pledge = back(project, ada, 20_00)
    end(project)
    return pledge


def test_a_balance_opens_its_entries_and_an_entry_what_made_it(client, owner, paid):
    ask = client(owner)
    balances = {each["account"]: each for each in ask("GET", "/ledger/accounts/?per_page=100").json["data"]}
    held = balances["psp_balance"]
    assert held["name"] == "Held by the payment provider" and held["balance"] > 0
    entries = ask("GET", "/ledger/accounts/USD/psp_balance/entries/").json["data"]
    assert sum(entry["amount"] for entry in entries) == held["balance"]
    charge = next(entry for entry in entries if entry["kind"] == "charge")
    transaction = ask("GET", f"/ledger/transactions/{charge['transaction_id']}/").json["data"]
    assert sum(entry["amount"] for entry in transaction["entries"]) == 0
    assert "Telescope" in transaction["source"]["label"]
    assert transaction["source"]["url"].startswith("/studio/projects/")
    assert charge["transaction_id"] in {each["id"] for each in ask("GET", "/ledger/transactions/").json["data"]}


def test_days_narrow_the_entries(client, owner, paid):
    ask = client(owner)
    assert ask("GET", "/ledger/accounts/USD/psp_balance/entries/?until=2020-01-01").json["meta"]["total"] == 0
    assert ask("GET", "/ledger/accounts/USD/psp_balance/entries/?since=2020-01-01").json["meta"]["total"] > 0
    assert ask("GET", "/ledger/accounts/USD/psp_balance/entries/?since=soon").status_code == 422


def test_what_is_no_account_is_404(client, owner, paid):
    for path in ("USD/nothing", "DOLLAR/psp_balance", "EUR/psp_balance"):
        assert client(owner)("GET", f"/ledger/accounts/{path}/entries/").status_code == 404


def test_whoever_sees_no_money_sees_no_books(client, nell, paid):
    assert client(nell)("GET", "/ledger/accounts/").status_code == 403


def test_a_site_begins_to_review_projects(client, owner, nell):
    ask = client(owner)
    assert ask("GET", "/reviews/setting/").json["data"] == {"review_projects": False}
    assert ask("PUT", "/reviews/setting/", {"review_projects": True}).json["data"] == {"review_projects": True}
    assert ask("GET", "/reviews/setting/").json["data"] == {"review_projects": True}
    assert ask("PUT", "/reviews/setting/", {"review_projects": "perhaps"}).status_code == 422
    assert client(nell)("PUT", "/reviews/setting/", {"review_projects": False}).status_code == 403
