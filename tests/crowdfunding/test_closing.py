from sqlalchemy import select

from educrowd.blueprints.crowdfunding.collecting.closing import close_project
from educrowd.blueprints.crowdfunding.models import ProjectClose
from educrowd.core import ledger
from educrowd.core.db import db
from tests.jobs import run_jobs


def test_a_funded_project_charges_its_backers_and_the_books_say_so(new_project, back, ada, people, end):
    telescope = new_project(goal=80_00)
    bob, cleo = people(2)
    pledges = [back(telescope, ada, 50_00), back(telescope, bob, 20_00), back(telescope, cleo, 10_00)]
    end(telescope)
    assert telescope.state == "settled"
    assert [pledge.state for pledge in pledges] == ["collected"] * 3
    assert telescope.collected.minor == 80_00
    assert ledger.balance("creator_payable", "USD") == -80_00
    assert ledger.balance(telescope.funds_account, "USD") == 0
    assert ledger.balance("platform_fees", "USD") == 4_00


def test_a_project_that_missed_its_goal_charges_nobody(new_project, back, ada, end):
    telescope = new_project(goal=80_00)
    pledge = back(telescope, ada, 50_00)
    end(telescope)
    assert telescope.state == "failed"
    assert (telescope.raised.minor, telescope.backers_count) == (50_00, 1)
    assert pledge.state == "released"
    assert pledge.payment is None
    assert ledger.balances() == []


def test_closing_twice_closes_once_and_closing_early_does_nothing(new_project, back, ada, end):
    telescope = new_project(goal=10_00)
    back(telescope, ada, 50_00)
    close_project(telescope.id)
    db.session.commit()
    assert telescope.state == "live"
    end(telescope)
    close_project(telescope.id)
    run_jobs()
    closes = db.session.scalars(select(ProjectClose).where(ProjectClose.project_id == telescope.id)).all()
    assert [(close.outcome, close.pledged_amount, close.backers_count) for close in closes] == [("funded", 50_00, 1)]


def test_keep_it_all_charges_at_once(new_project, back, ada, end):
    telescope = new_project(goal=500_00, kind="keep_it_all")
    pledge = back(telescope, ada, 50_00)
    run_jobs()
    assert pledge.state == "collected"
    end(telescope)
    assert telescope.state == "settled"
    assert ledger.balance("creator_payable", "USD") == -50_00
