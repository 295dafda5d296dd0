"""A site that was suspended stands still: nobody can reach it to take back what they promised there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from educrowd.blueprints.admin import operating
from educrowd.blueprints.crowdfunding.collecting.closing import close_due_projects, close_project
from educrowd.blueprints.crowdfunding.launching.following import follow, tell_followers
from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import tenancy
from educrowd.core.db import db
from educrowd.core.payments import Payment, charge_due
from educrowd.core.payments.recovering import look_after_recoveries
from tests.jobs import run_jobs


@pytest.fixture
def closed(demo):
    """`closed(True)` suspends the site, `closed(False)` opens it again."""

    def change(is_closed: bool) -> None:
        db.session.commit()
        with tenancy.bind(None):
            site = db.session.get_one(Tenant, demo.id)
            operating.suspend(site, "Who are they?") if is_closed else operating.resume(site)
        db.session.expire_all()

    return change


def close_what_is_due() -> set[int]:
    """Let the closer come by; answers of which projects it was told."""
    db.session.commit()
    with tenancy.transaction(None):
        told = set(db.session.scalars(text("SELECT id FROM app.due_projects()")))
        close_due_projects()
    run_jobs()
    return told


def test_a_closed_site_ends_no_project_and_charges_nobody(telescope, back, ada, pass_deadline, closed):
    pledge, was = back(telescope, ada, 120_00), telescope.deadline
    closed(True)
    closed(False)
    run_jobs()
    assert timedelta(0) < telescope.deadline - was < timedelta(minutes=1)
    closed(True)
    pass_deadline(telescope)
    assert telescope.id not in close_what_is_due()
    with tenancy.transaction(telescope.tenant_id):
        close_project(telescope.id)
    db.session.expire_all()
    assert (telescope.state, pledge.state) == ("live", "active")
    closed(False)
    assert telescope.id in close_what_is_due()
    assert (telescope.is_successful, pledge.state) == (True, "collected")


def test_nobody_is_led_to_a_page_that_is_closed(half_paid, new_project, ada, days_pass, closed, letters):
    _, _, owed = half_paid
    orbit = new_project("Orbit")
    follow(orbit, ada, is_proven=True)
    closed(True)
    tell_followers.later(orbit.id, "ending")
    db.session.execute(text("UPDATE public.recoveries SET started_at = started_at - interval '10 days'"))
    db.session.commit()
    with tenancy.transaction(owed.tenant_id):
        look_after_recoveries()
    run_jobs()
    assert (letters(owed.user, "still waits"), letters(ada, "“Orbit” ends")) == (0, 0)
    closed(False)
    db.session.execute(text("UPDATE public.outbox SET run_at = now() WHERE job LIKE '%tell_followers'"))
    days_pass(0)
    assert (letters(owed.user, "still waits"), letters(ada, "“Orbit” ends")) == (1, 1)


def test_what_is_due_is_charged_when_the_site_is_open_again(telescope, back, ada, pass_deadline, closed, monkeypatch):
    pledge = back(telescope, ada, 120_00)
    pass_deadline(telescope)
    with monkeypatch.context() as busy:
        busy.setattr(charge_due, "function", lambda: None)
        close_what_is_due()
    closed(True)
    with tenancy.transaction(telescope.tenant_id):
        charge_due()
    db.session.expire_all()
    assert db.session.get_one(Payment, (telescope.tenant_id, pledge.payment_id)).captured_at is None
    closed(False)
    charge_due()
    db.session.expire_all()
    assert pledge.state == "collected"
