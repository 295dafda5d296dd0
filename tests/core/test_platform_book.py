"""The platform's book of fees: written with the site's books, and never beside them."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from educrowd.core import ledger, platform_book, tenancy
from educrowd.core.db import db
from educrowd.core.payments import charge_due, refund_payment, settle_returns
from educrowd.core.payments.checking import findings
from educrowd.core.platform_book import PlatformEntry
from tests.jobs import run_jobs
from tests.queries import queries


@pytest.fixture
def paid(new_payment):
    """`paid(50_00, fee=2_50)` has been charged."""

    def pay(*args, **details):
        payment = new_payment(*args, **details)
        charge_due()
        db.session.commit()
        return payment

    return pay


def lines():
    listed = select(PlatformEntry).order_by(PlatformEntry.id)
    return [(each.kind, each.amount, each.payment_id) for each in db.session.scalars(listed)]


def test_a_fee_is_earned_in_the_transaction_that_books_the_charge(paid):
    payment = paid(50_00, fee=2_50)
    assert lines() == [("fee", 2_50, payment.id)]
    assert platform_book.balances() == [("fee_income", "USD", -2_50), ("psp_balance", "USD", 2_50)]
    assert ledger.balance("platform_fees", "USD") == 2_50
    assert findings() == []


def test_what_goes_back_with_a_refund_leaves_the_book_again(paid):
    payment = paid(50_00, fee=2_50)
    refund_payment(payment, 20_00, reason="requested", key="part")
    run_jobs()
    assert lines() == [("fee", 2_50, payment.id), ("fee_refund", 1_00, payment.id)]
    assert platform_book.balances() == [("fee_income", "USD", -1_50), ("psp_balance", "USD", 1_50)]
    assert findings() == []


def test_a_refund_that_fails_leaves_the_returned_fee_with_the_site_in_both_books(paid, sandbox):
    payment = paid(50_00, fee=2_50, card="refundFail")
    refund = refund_payment(payment, reason="requested", key="all")
    run_jobs()
    sandbox.act(payment.account, refund.gateway_id, "fail")
    settle_returns(payment.id)
    db.session.commit()
    assert sum(amount for code, _, amount in platform_book.balances() if code == "fee_income") == 0
    assert findings() == []


def test_a_charge_without_a_fee_writes_no_line(paid):
    paid(50_00, fee=0)
    assert lines() == []


def test_a_fee_costs_one_statement_more(new_payment):
    def cost(fee):
        new_payment(50_00, fee=fee)
        with queries() as asked:
            charge_due()
            db.session.commit()
        return len(asked)

    cost(2_50)
    assert cost(2_50) - cost(0) == 1


def test_every_transaction_of_a_payment_names_it(paid, sandbox):
    payment = paid(50_00, fee=2_50)
    refund_payment(payment, 10_00, reason="requested", key="part")
    run_jobs()
    sandbox.act(payment.account, payment.charge_id, "dispute")
    settle_returns(payment.id)
    db.session.commit()
    named = select(ledger.LedgerTransaction.kind, ledger.LedgerTransaction.payment_id)
    assert dict(db.session.execute(named).all()) == dict.fromkeys(
        ("charge", "refund", "fee_refund", "dispute", "dispute_fee"), payment.id
    )


def test_a_site_reads_its_own_lines_and_the_platforms_host_all(paid, demo, new_site):
    paid(50_00, fee=2_50)
    with tenancy.bind(new_site("atelier")):
        assert lines() == []
    with tenancy.bind(None):
        sites = set(db.session.scalars(select(PlatformEntry.tenant_id)))
        assert demo.id in sites
        assert any(code == "fee_income" and amount <= -2_50 for code, _, amount in platform_book.balances())


def test_nobody_writes_into_the_book_for_another_site(paid, demo, new_site):
    paid(50_00, fee=2_50)
    forged = text(
        "INSERT INTO public.platform_entries (tenant_id, kind, external_ref, debit, credit, amount, currency)"
        " VALUES (:site, 'fee', 'forged', 'psp_balance', 'fee_income', 1, 'USD')"
    )
    for binding in (new_site("atelier"), None):
        with tenancy.bind(binding), pytest.raises(DBAPIError, match="row-level security"):
            db.session.execute(forged, {"site": demo.id})


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE public.platform_entries SET amount = amount * 2",
        "DELETE FROM public.platform_entries",
        "TRUNCATE public.platform_entries",
    ],
)
def test_the_book_cannot_be_changed(paid, attack):
    paid(50_00, fee=2_50)
    with pytest.raises(DBAPIError, match=r"immutable|permission denied"):
        db.session.execute(text(attack))
    db.session.rollback()


def test_the_checker_notices_a_line_that_only_one_book_has(paid):
    paid(50_00, fee=2_50)
    platform_book.record("fee", "from nowhere", 7, "USD", debit="psp_balance", credit="fee_income")
    found = findings()
    assert any("the site's books say 250, the platform's 257" in finding for finding in found)
    assert any("from nowhere" in finding for finding in found)
    db.session.rollback()
    ledger.post("charge", "unknown", {"platform_fees": 3, "psp_balance": -3}, currency="USD")
    assert any("fee unknown" in finding for finding in findings())
    db.session.rollback()
