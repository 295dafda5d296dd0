"""Money stays with its site: a copy carries no ties to the payment provider, and nothing in it can be charged."""

from __future__ import annotations

import zipfile

import pytest
from sqlalchemy import create_engine, text

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.crowdfunding.models import Pledge, Project
from educrowd.blueprints.crowdfunding.pledging.pledging import pledge_with_card
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.tenant.leaving import deleting, erasing
from educrowd.blueprints.tenant.leaving.exporting import export
from educrowd.blueprints.tenant.leaving.importing import take_in
from educrowd.core import schedule, tenancy
from educrowd.core.db import db
from educrowd.core.entitlements import Entitlement
from educrowd.core.errors import Refused
from educrowd.core.payments import Payment, save_card
from educrowd.core.payments.checking import findings
from tests.conftest import unique
from tests.crowdfunding.test_recurring import renewed
from tests.jobs import run_jobs
from tests.tenant.sites import rows_of


@pytest.fixture
def travelled(demo, new_project, back, ada, new_person, end, tmp_path):
    """A site where one project was paid and another one runs, its file, and the id of the site made of it."""
    paid, running = new_project("Observatory", goal=10_00), new_project("Planetarium", goal=10_00)
    back(paid, ada, 50_00, reward=paid.rewards[0])
    back(running, new_person("ben"), 20_00, reward=running.rewards[0])
    end(paid)
    path = tmp_path / "site.zip"
    export(path)
    with path.open("rb") as stream:
        return path, take_in(stream, slug=unique("moneyless"))


def test_nothing_of_a_site_that_was_taken_in_can_be_charged(travelled, new_person, database_urls):
    ben = new_person("ben").id
    with tenancy.bind(travelled[1]):
        projects = db.session.scalars(db.select(Project)).all()
        assert {project.state for project in projects} == {"draft"}
        assert [(reward.taken, reward.quantity) for project in projects for reward in project.rewards] == [
            (0, None),
            (0, None),
        ]
        for model in (Pledge, Payment):
            assert db.session.scalar(db.select(db.func.count()).select_from(model)) == 0
        for table in ("connected_accounts", "card_setups", "gateway_customers", "ledger_transactions", "orders"):
            assert db.session.scalar(text(f"SELECT count(*) FROM public.{table}")) == 0
        person = db.session.get_one(type(projects[0].creator), ben)
        with pytest.raises(Refused):
            pledge_with_card(projects[0], person, Wish(50_00, "again"), payment_method="pm_card_visa")
        db.session.rollback()
        assert findings() == []


def test_the_scans_for_deadlines_and_payments_pass_it_by(travelled):
    with tenancy.bind(None):
        for line in {line.tenants for line in schedule.LINES if line.tenants}:
            if any(word in line for word in ("payments", "refunds", "recoveries", "payouts", "money", "due")):
                assert travelled[1] not in db.session.scalars(text(f"SELECT {line}()")).all(), line
        due = db.session.execute(text("SELECT * FROM app.due_projects()")).all()
    assert travelled[1] not in {row[0] for row in due}
    with tenancy.bind(travelled[1]):
        assert run_jobs() == 0


def test_the_file_tells_the_owner_of_the_money_and_names_nothing_of_the_provider(travelled):
    with zipfile.ZipFile(travelled[0]) as archive:
        told = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".jsonl")}
    assert '"amount":5000' in told["records/payments.jsonl"]
    assert told["records/ledger_entries.jsonl"].count("\n") >= 4
    assert '"state":"settled"' in told["records/projects.jsonl"]
    for name, text_ in told.items():
        for mark in ("acct_", "pi_", "ch_", "cus_", "pm_", "seti_", "cs_test", "re_", "po_"):
            assert f'"{mark}' not in text_, (name, mark)


def test_the_books_of_an_erased_site_stay_without_names(demo, half_paid, database_urls, monkeypatch):
    _, paid, owed = half_paid
    ids, tenant_id = (paid.id, owed.id), demo.id
    with pytest.raises(Refused, match="pledges"):
        deleting.refuse_while_open()
    monkeypatch.setattr(deleting, "what_keeps_it", list)
    monkeypatch.setattr(erasing, "what_keeps_it", list)
    with tenancy.transaction(demo):
        deleting.begin(db.session.get_one(User, paid.user_id))
    superuser = create_engine(database_urls.superuser)
    with superuser.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        past = text("UPDATE public.site_deletions SET erases_at = now() WHERE tenant_id = :id")
        connection.execute(past, {"id": tenant_id})
    with superuser.connect() as connection:
        books = "SELECT id, account_id, amount FROM public.ledger_entries WHERE tenant_id = :id ORDER BY id"
        before = connection.execute(text(books), {"id": tenant_id}).all()
    with tenancy.bind(demo):
        erasing.look_after_deletion()
    with superuser.connect() as connection:
        said = {"id": tenant_id}
        assert before and connection.execute(text(books), said).all() == before
        payers = "SELECT DISTINCT user_id FROM public.payments WHERE tenant_id = :id"
        asked = f"SELECT email FROM public.users WHERE id IN ({payers})"
        assert connection.execute(text(asked), said).scalars().all() == ["somebody@erased.invalid"]
        for table in ("pledges", "projects", "connected_accounts", "card_setups", "gateway_calls", "memberships"):
            counted = text(f"SELECT count(*) FROM public.{table} WHERE tenant_id = :id")
            assert connection.execute(counted, said).scalar() == 0, (table, ids)
    superuser.dispose()


def test_a_membership_is_one_elsewhere_until_its_month_is_over(member, month_passes, tmp_path):
    def ends() -> list[str | None]:
        export(tmp_path / "site.zip")
        rows = rows_of(tmp_path / "site.zip", "tables/entitlements.jsonl")
        assert {row["source"] for row in rows} <= {f"elsewhere.pledge:{member.id}"}
        return [row["ends_at"] for row in rows]

    assert ends() and set(ends()) == {f"{member.next_month_at:%Y-%m-%dT%H:%M:%S.%fZ}"}
    setup = save_card(member.user, purpose="pledge", reference="broken", payment_method="pm_card_chargeCustomerFail")
    member.card, member.card_setup_id = setup, setup.id
    db.session.commit()
    month_passes(member)
    renewed()
    assert (member.state, ends()) == ("errored", [])


def test_what_was_bought_for_good_has_no_end_elsewhere(travelled):
    with tenancy.bind(travelled[1]):
        assert set(db.session.scalars(db.select(Entitlement.ends_at))) == {None}
