import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from educrowd.core import ledger, tenancy
from educrowd.core.currencies import currencies
from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import db
from educrowd.core.ledger import LedgerAccount, LedgerTransaction


@pytest.fixture
def charged(demo):
    """A charge of fifty dollars stands in the books."""
    ledger.post("charge", "first", {"psp_balance": 47_00, "fees": 3_00, "project_funds:1": -50_00}, currency="USD")
    db.session.commit()
    return db.session.scalars(select(LedgerTransaction)).one()


def test_a_posting_moves_its_accounts(charged):
    assert ledger.balances() == [
        ("fees", "USD", 3_00),
        ("project_funds:1", "USD", -50_00),
        ("psp_balance", "USD", 47_00),
    ]


def test_the_same_event_is_written_once(charged):
    assert ledger.post("charge", "first", {"psp_balance": 1, "fees": -1}, currency="USD") is False
    assert ledger.balance("psp_balance", "USD") == 47_00


def test_a_posting_that_does_not_balance_cannot_be_committed(demo):
    ledger.post("charge", "lopsided", {"psp_balance": 50_00, "project_funds:1": -49_99}, currency="USD")
    with pytest.raises(DBAPIError, match="does not balance"):
        db.session.commit()


def test_a_posting_without_entries_cannot_be_committed(demo):
    db.session.add(LedgerTransaction(kind="charge", external_ref="empty"))
    with pytest.raises(DBAPIError, match="fewer than two entries"):
        db.session.commit()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE public.ledger_entries SET amount = amount * 2",
        "DELETE FROM public.ledger_entries",
        "UPDATE public.ledger_transactions SET note = 'nothing to see'",
        "DELETE FROM public.ledger_transactions",
        "TRUNCATE public.ledger_entries CASCADE",
        "UPDATE public.ledger_accounts SET code = 'mine'",
    ],
)
def test_the_books_cannot_be_changed(charged, attack):
    with pytest.raises(DBAPIError, match=r"immutable|permission denied"):
        db.session.execute(text(attack))
    db.session.rollback()
    assert ledger.balance("psp_balance", "USD") == 47_00


def test_not_even_by_the_owner_of_the_tables(charged, app):
    from sqlalchemy import create_engine

    engine = create_engine(app.config["DATABASE_OWNER_URL"])
    with engine.connect() as owner, pytest.raises(DBAPIError, match="immutable"):
        owner.execute(text("TRUNCATE public.ledger_entries"))
    engine.dispose()


def test_entries_cannot_be_added_to_a_transaction_of_the_past(charged):
    accounts = {account.code: account.id for account in db.session.scalars(select(LedgerAccount))}
    add = text(
        "INSERT INTO public.ledger_entries (tenant_id, transaction_id, account_id, currency, amount)"
        " VALUES (:tenant, :transaction, :account, 'USD', 5)"
    )
    values = {"tenant": charged.tenant_id, "transaction": charged.id, "account": accounts["fees"]}
    with pytest.raises(DBAPIError, match="is closed"):
        db.session.execute(add, values)


def test_an_entry_cannot_carry_another_currency_than_its_account(charged):
    account = db.session.scalars(select(LedgerAccount)).first()
    opened = text(
        "INSERT INTO public.ledger_transactions (tenant_id, kind, external_ref) VALUES (:tenant, 'x', 'x') RETURNING id"
    )
    transaction_id = db.session.scalar(opened, {"tenant": account.tenant_id})
    add = text(
        "INSERT INTO public.ledger_entries (tenant_id, transaction_id, account_id, currency, amount)"
        " VALUES (:tenant, :transaction, :account, 'EUR', 5)"
    )
    values = {"tenant": account.tenant_id, "transaction": transaction_id, "account": account.id}
    with pytest.raises(IntegrityError, match="account_id_currency"):
        db.session.execute(add, values)


def test_an_entry_cannot_touch_another_sites_account(charged, new_site):
    theirs = db.session.scalars(select(LedgerAccount)).first().id
    with tenancy.bind(new_site("atelier")):
        opened = text(
            "INSERT INTO public.ledger_transactions (tenant_id, kind, external_ref)"
            " VALUES (app.tenant_id(), 'x', 'x') RETURNING id"
        )
        add = text(
            "INSERT INTO public.ledger_entries (tenant_id, transaction_id, account_id, currency, amount)"
            " VALUES (app.tenant_id(), :transaction, :account, 'USD', 5)"
        )
        values = {"transaction": db.session.scalar(opened), "account": theirs}
        with pytest.raises(IntegrityError, match="account_id_currency"):
            db.session.execute(add, values)


def test_a_correction_is_a_reversal_and_happens_once(charged):
    assert ledger.reverse(charged, "undo", note="refused by the bank")
    db.session.commit()
    assert {amount for _, _, amount in ledger.balances()} == {0}
    with pytest.raises(IntegrityError):
        ledger.reverse(charged, "undo again")


def test_the_database_knows_the_currencies_that_the_code_knows(demo):
    rows = db.session.scalars(select(CurrencyRow)).all()
    names = ("code", "exponent", "provider_exponent", "step", "smallest", "largest")
    known = {each.code: tuple(getattr(each, name) for name in names) for each in currencies().values()}
    assert {row.code: tuple(getattr(row, name) for name in names) for row in rows} == known
