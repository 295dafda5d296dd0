"""What was charged and what it cost, by month and project, as page, file and API; each number opens its entries."""

import csv
import re
from io import StringIO

import pytest

from educrowd.blueprints.crowdfunding.fees.breakdown import FIGURES, fee_breakdown
from educrowd.core import ledger
from educrowd.core.db import db
from educrowd.core.payments import charge_due, refund_payment, settle_returns
from tests.jobs import run_jobs
from tests.queries import queries


@pytest.fixture
def two_projects(new_project, back, ada, people, end):
    """The telescope took 100, gave 20 of it back; the globe took 40."""
    telescope, globe = new_project(goal=50_00), new_project("Globe", goal=10_00)
    paid = back(telescope, ada, 100_00)
    back(globe, people(1)[0], 40_00)
    end(telescope)
    end(globe)
    refund_payment(paid.payment, 20_00, reason="requested", key="part")
    run_jobs()
    return telescope, globe, paid


@pytest.fixture
def boss(visitor, owner):
    return visitor.sign_in(owner)


def rows():
    return {row.project_id: row for row in fee_breakdown()}


def test_every_project_has_its_own_figures_and_they_come_out_at_its_net(two_projects):
    telescope, globe, paid = two_projects
    row = rows()[telescope.id]
    assert (row.charged, row.refunded, row.platform, row.returned) == (100_00, 20_00, 5_00, 1_00)
    assert (row.processing, row.refunded_share) == (paid.payment.processing_fee, 20)
    assert row.net == 100_00 - 20_00 - row.processing - 5_00 + 1_00
    assert rows()[globe.id].charged == 40_00
    assert sum(row.net for row in rows().values()) == ledger.balance("psp_balance", "USD")


def test_courses_sold_are_a_row_of_their_own(new_payment):
    new_payment(30_00, fee=1_50, income_account="course_income")
    charge_due()
    db.session.commit()
    [row] = fee_breakdown()
    assert (row.project_id, row.name, row.charged, row.platform) == (None, "From courses sold", 30_00, 1_50)


def test_what_a_bank_takes_in_a_dispute_is_told_apart(two_projects, sandbox):
    telescope, _, paid = two_projects
    sandbox.act(paid.payment.account, paid.payment.charge_id, "dispute")
    settle_returns(paid.payment.id)
    db.session.commit()
    row = rows()[telescope.id]
    assert (row.disputed, row.dispute_fees) == (80_00, 15_00)
    assert row.net == 100_00 - 20_00 - 80_00 - row.processing - 5_00 + 1_00 - 15_00


def test_every_number_opens_entries_that_sum_to_it(two_projects, boss):
    page = boss.get("/studio/money/fees/").text
    opened = re.findall(r'<a href="(/studio/money/accounts/[^"]+)" aria-label="([^,]+), ([^:]+): ([^,"]+[.0-9]+)', page)
    assert {label for _, label, _, _ in opened} == {
        *("Charged", "Given back", "Card fees", "Platform fee", "Fee returned", "Net")
    }
    for address, label, name, amount in opened:
        shown = boss.get(address.replace("&amp;", "&")).text
        assert re.search(rf"{re.escape(amount)} (debit|credit)", shown), (label, name, amount)
        assert "Only payments counted under" in shown


def test_entries_of_another_project_stay_out(two_projects, boss):
    telescope, globe, _ = two_projects
    address = "/studio/money/accounts/USD/platform_fees"
    assert "$7.00 debit" in boss.get(f"{address}?kind=charge").text
    assert "$5.00 debit" in boss.get(f"{address}?kind=charge&of=project_funds:{telescope.id}").text
    assert "$2.00 debit" in boss.get(f"{address}?of=project_funds:{globe.id}").text


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "of=project_funds:x", "of=' OR 1=1", "of=a:99999999999999999999999"]
)
def test_what_no_filter_knows_is_refused(two_projects, boss, query):
    assert boss.get(f"/studio/money/accounts/USD/platform_fees?{query}").status_code == 422


def test_a_year_without_charges_is_refused_and_an_empty_site_says_so(boss, sandbox):
    assert "Nothing was charged yet" in boss.get("/studio/money/fees/").text
    assert boss.get("/studio/money/fees/?year=1999").status_code == 422
    assert boss.get("/studio/money/fees.csv?year=x").status_code == 422


def test_the_file_has_the_same_figures(two_projects, boss):
    telescope, *_ = two_projects
    lines = list(csv.DictReader(StringIO(boss.get("/studio/money/fees.csv").text)))
    [line] = [line for line in lines if line["project_id"] == str(telescope.id)]
    assert (line["charged"], line["refunded"], line["platform"], line["returned"]) == (
        "100.00",
        "20.00",
        "5.00",
        "1.00",
    )
    assert set(FIGURES) <= set(line)


def test_the_api_tells_the_same_by_year_and_project(two_projects, client, owner, ada):
    telescope, *_ = two_projects
    api = client(owner)
    [row] = api("GET", f"/fees/?project_id={telescope.id}").json["data"]
    assert (row["charged"], row["returned"], row["currency"], row["name"]) == (100_00, 1_00, "USD", "For “Telescope”")
    assert re.fullmatch(r"\d{4}-\d{2}", row["month"])
    assert api("GET", f"/fees/?year={row['month'][:4]}").json["meta"]["total"] == 2
    assert api("GET", "/fees/?year=1999").json["data"] == []
    assert api("GET", "/fees/?year=0").status_code == 422
    assert client(ada)("GET", "/fees/").status_code == 403


def test_creators_do_not_see_the_sites_fees(two_projects, visitor, nell):
    assert visitor.sign_in(nell).get("/studio/money/fees/").status_code == 403


def test_the_page_asks_as_often_for_two_projects_as_for_none(two_projects, boss):
    with queries() as asked:
        boss.get("/studio/money/fees/")
    assert len([each for each in asked if "ledger_entries" in each]) == 1
