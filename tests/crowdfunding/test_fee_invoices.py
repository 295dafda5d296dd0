"""Invoices of the platform for its fees: once for each fee, numbered without gaps, never changed."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from educrowd.blueprints.crowdfunding.fees.invoicing import issue_fee_invoices
from educrowd.blueprints.crowdfunding.models import FeeInvoice
from educrowd.blueprints.tenant.billing import change_billing_details
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.payments import charge_due, refund_payment
from educrowd.core.payments.checking import findings
from tests.jobs import run_jobs

MONTH_EARLIER = """
    UPDATE public.platform_entries SET recorded_at = date_trunc('month', recorded_at) - interval '20 days'
    WHERE tenant_id = :site AND recorded_at > now() - interval '1 day'"""


@pytest.fixture
def a_month_passes(database_urls):
    """What is in the book was written last month: only a superuser can say so, for everybody else it is immutable."""
    superuser = create_engine(database_urls.superuser)

    def move() -> None:
        db.session.commit()
        with superuser.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(MONTH_EARLIER), {"site": current.tenant_id})
        db.session.expire_all()

    yield move
    superuser.dispose()


@pytest.fixture
def paid(new_payment):
    def pay(amount=100_00, fee=5_00, **details):
        payment = new_payment(amount, fee=fee, **details)
        charge_due()
        db.session.commit()
        return payment

    return pay


@pytest.fixture
def invoiced(new_project, back, ada, end, a_month_passes):
    """The telescope took 100 last month, and 5 of it were our fee."""
    telescope = new_project(goal=50_00)
    pledge = back(telescope, ada, 100_00)
    end(telescope)
    a_month_passes()
    issue_fee_invoices()
    run_jobs()
    return pledge.payment


@pytest.fixture
def boss(visitor, owner):
    return visitor.sign_in(owner)


def invoices():
    return db.session.scalars(select(FeeInvoice).order_by(FeeInvoice.id)).all()


def test_a_month_that_is_over_is_invoiced_once(invoiced, demo):
    [invoice] = invoices()
    assert (invoice.kind, invoice.number) == ("invoice", f"F-{demo.id:04}-0001")
    assert (invoice.total_amount, invoice.net_amount, invoice.tax_amount) == (5_00, 5_00, 0)
    assert invoice.lines == [
        {"name": "For “Telescope”", "refers": "", "count": 1, "base_amount": 100_00, "amount": 5_00}
    ]
    issue_fee_invoices()
    db.session.commit()
    assert (len(invoices()), findings()) == (1, [])


def test_this_months_fees_wait(paid):
    paid()
    issue_fee_invoices()
    assert invoices() == []


def test_a_returned_fee_gets_a_credit_note_that_names_its_invoice(invoiced, a_month_passes, demo):
    refund_payment(invoiced, 20_00, reason="requested", key="part")
    run_jobs()
    a_month_passes()
    issue_fee_invoices()
    db.session.commit()
    invoice, note = invoices()
    assert (note.kind, note.number, note.total_amount) == ("credit_note", f"C-{demo.id:04}-0001", 1_00)
    assert note.lines == [
        {"name": "For “Telescope”", "refers": invoice.number, "count": 1, "base_amount": 20_00, "amount": 1_00}
    ]
    assert findings() == []


def test_a_fee_returned_in_its_own_month_is_on_both_papers(paid, a_month_passes):
    refund_payment(paid(), reason="requested", key="all")
    run_jobs()
    a_month_passes()
    issue_fee_invoices()
    invoice, note = invoices()
    assert (invoice.total_amount, note.total_amount, note.lines[0]["refers"]) == (5_00, 5_00, invoice.number)


def test_each_currency_has_an_invoice_of_its_own_and_numbers_have_no_gaps(paid, a_month_passes):
    paid(100_00, 5_00)
    paid(1_000, 50, currency="JPY")
    a_month_passes()
    issue_fee_invoices()
    paid(40_00, 2_00, income_account="course_income")
    a_month_passes()
    issue_fee_invoices()
    db.session.commit()
    assert [(each.currency, each.total_amount, each.sequence) for each in invoices()] == [
        ("JPY", 50, 1),
        ("USD", 5_00, 2),
        ("USD", 2_00, 3),
    ]
    assert invoices()[2].lines[0]["name"] == "From courses sold"
    assert findings() == []


def test_two_at_once_invoice_nothing_twice(paid, a_month_passes, app, demo):
    for _ in range(3):
        paid()
    a_month_passes()

    def one(number):
        with app.app_context(), tenancy.bind(demo):
            try:
                issue_fee_invoices()
                db.session.commit()
                return 1
            except IntegrityError:
                return 0

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda number: Context().run(one, number), range(4))) >= 1
    db.session.rollback()
    [invoice] = invoices()
    assert (invoice.sequence, invoice.total_amount, findings()) == (1, 15_00, [])


def test_the_tax_that_the_fee_contains_is_told_apart(paid, a_month_passes, app, monkeypatch):
    monkeypatch.setitem(app.config, "FEE_TAX_BPS", 2_000)
    paid(100_00, 5_00)
    a_month_passes()
    issue_fee_invoices()
    [invoice] = invoices()
    assert (invoice.net_amount, invoice.tax_amount, invoice.total_amount) == (4_17, 83, 5_00)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE public.fee_invoices SET total_amount = 1, net_amount = 1",
        "UPDATE public.fee_invoices SET snapshot = '{}'",
        "DELETE FROM public.fee_invoice_entries",
        "TRUNCATE public.fee_invoices CASCADE",
    ],
)
def test_an_invoice_is_never_changed(invoiced, attack):
    with pytest.raises(DBAPIError, match=r"never changed|permission denied"):
        db.session.execute(text(attack))
    db.session.rollback()


def test_an_invoice_that_is_not_the_sum_of_its_fees_cannot_be_committed(invoiced):
    [real] = invoices()
    money = {"net_amount": 7, "tax_amount": 0, "total_amount": 7, "tax_bps": 0}
    made_up = FeeInvoice(kind="invoice", month=real.month, currency="USD", snapshot=real.snapshot, **money)
    db.session.add(made_up)
    with pytest.raises(DBAPIError, match="its fees make 0"):
        db.session.commit()
    db.session.rollback()


def test_a_later_change_of_name_does_not_change_what_was_written(invoiced, boss):
    change_billing_details(name="Optics Ltd.", address="1 Lens Lane\nJena", tax_id="T-7", email="")
    db.session.commit()
    shown = boss.get(f"/studio/money/invoices/{invoices()[0].id}/").text
    assert "Optics Ltd." not in shown and "Demo" in shown
    assert "Optics Ltd." in boss.get("/studio/money/invoices/").text


def test_owners_get_a_letter_from_the_platform(owner, invoiced, mails):
    sent = [mail for mail in mails(f"{invoices()[0].title} for your fees") if mail["To"] == owner.email]
    [letter] = sent
    assert letter["From"].startswith("EduCrowd <")
    text = letter.get_body(("plain",)).get_content()
    assert "For “Telescope”" in text and "$5" in text and "nothing to pay" in text


def test_a_site_names_who_gets_its_invoices(paid, a_month_passes, boss, mails):
    fields = {"name": "Optics Ltd.", "address": "1 Lens Lane", "tax_id": "T-7", "email": "books@example.org"}
    assert boss.submit("/studio/money/invoices/address", **fields).status_code == 303
    assert boss.submit("/studio/money/invoices/address", **fields | {"email": "nobody"}).status_code == 422
    paid()
    a_month_passes()
    with tenancy.transaction(current.tenant_id):
        issue_fee_invoices()
    run_jobs()
    [letter] = mails("for your fees")
    assert letter["To"] == "books@example.org"
    assert invoices()[0].recipient["name"] == "Optics Ltd."


def test_the_pages_list_it_show_it_and_give_the_same_pdf_twice(invoiced, boss, owner):
    [invoice] = invoices()
    assert invoice.number in boss.get("/studio/money/invoices/").text
    shown = boss.get(f"/studio/money/invoices/{invoice.id}/").text
    assert "For “Telescope”" in shown and "$5.00" in shown
    files = [boss.get(f"/studio/money/invoices/{invoice.id}.pdf") for _ in range(2)]
    assert files[0].data.startswith(b"%PDF-") and files[0].data == files[1].data
    assert files[0].headers["Content-Disposition"].endswith(f"{invoice.number}.pdf")
    assert boss.get("/studio/money/invoices/999999/").status_code == 404


def test_the_api_lists_them_and_takes_whom_they_are_written_to(invoiced, client, owner, nell):
    api = client(owner)
    [listed] = api("GET", "/fee-invoices/?kind=invoice").json["data"]
    assert (listed["total_amount"], listed["lines"][0]["count"]) == (5_00, 1)
    assert listed["pdf_url"] == f"/studio/money/invoices/{listed['id']}.pdf"
    assert api("GET", f"/fee-invoices/{listed['id']}/").json["data"] == listed
    assert api("GET", "/fee-invoices/?kind=credit_note").json["data"] == []
    said = {"name": "Optics Ltd.", "address": "1 Lens Lane\nJena", "tax_id": "", "email": "books@example.org"}
    assert api("PUT", "/fee-invoices/recipient/", said).json["data"] == said
    assert api("GET", "/fee-invoices/recipient/").json["data"] == said
    assert api("PUT", "/fee-invoices/recipient/", said | {"email": "x"}).status_code == 422
    assert client(nell)("GET", "/fee-invoices/").status_code == 403


def test_another_sites_invoices_do_not_exist(invoiced, new_site):
    assert len(invoices()) == 1
    with tenancy.bind(new_site("atelier")):
        assert invoices() == []


def test_sites_with_fees_of_a_past_month_are_found(invoiced, paid, a_month_passes):
    waiting = text("SELECT app.tenants_with_fees_to_invoice()")
    with tenancy.bind(None):
        assert current.tenant_id not in db.session.scalars(waiting).all()
    site = current.tenant_id
    paid()
    with tenancy.bind(None):
        assert site not in db.session.scalars(waiting).all()
    a_month_passes()
    with tenancy.bind(None):
        assert site in db.session.scalars(waiting).all()


def test_the_checker_notices_what_was_not_invoiced(paid, database_urls, a_month_passes):
    paid()
    a_month_passes()
    superuser = create_engine(database_urls.superuser)
    with superuser.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        older = text(
            "UPDATE public.platform_entries SET recorded_at = recorded_at - interval '31 days' WHERE tenant_id = :t"
        )
        connection.execute(older, {"t": current.tenant_id})
    superuser.dispose()
    assert any("is on none" in finding for finding in findings())
    issue_fee_invoices()
    db.session.commit()
