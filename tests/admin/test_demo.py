"""`flask demo`: the demonstration sites."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from educrowd.blueprints.admin.demo.cast import OPERATOR, PASSWORD, SITES
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import tenancy
from educrowd.core.db import db


@pytest.fixture
def seeded(app, context):
    """The demonstration sites, founded once in this worker's database."""
    result = app.test_cli_runner().invoke(args=["demo", "seed"])
    assert result.exit_code == 0, result.output
    return result


def snapshot_of(slug):
    with tenancy.bind(None):
        return db.session.scalars(Tenant.called(slug)).one().snapshot()


@pytest.mark.parametrize("cast", SITES, ids=lambda cast: cast.slug)
def test_each_site_has_a_character_of_its_own_and_its_owner_may_enter_the_studio(seeded, visit, cast):
    site = snapshot_of(cast.slug)
    assert (site.name, site.accent, site.currency) == (cast.name, cast.details["accent"], cast.details["currency"])
    with tenancy.bind(site):
        owner = db.session.scalars(User.known_as(cast.owner.email)).one()
        assert owner.roles == {"owner"} and owner.can("studio.enter")
        assert len(db.session.scalars(User.members()).all()) == len(cast.people)


def test_people_log_in_with_the_one_password(seeded, visit):
    body = {"email": "student@atelier.example", "password": PASSWORD}
    answer = visit(snapshot_of("atelier")).post("/api/v1/auth/login/", json=body)
    assert answer.status_code == 200, answer.json
    assert answer.json["data"]["user"]["roles"] == ["student"]


def test_the_operator_runs_the_platform_and_is_nobody_on_a_site(seeded):
    with tenancy.bind(None):
        assert db.session.scalars(User.known_as(OPERATOR.email)).one().is_operator
    with tenancy.bind(snapshot_of("demo")):
        assert not db.session.scalars(User.known_as(OPERATOR.email)).one().roles


def test_seeding_again_changes_nothing(seeded, app):
    with tenancy.bind(None):
        before = db.session.scalars(select(User.id).order_by(User.id)).all()
    again = app.test_cli_runner().invoke(args=["demo", "seed"])
    assert again.output == "demonstration sites: kept as they are\n"
    with tenancy.bind(None):
        assert db.session.scalars(select(User.id).order_by(User.id)).all() == before


def test_production_has_no_accounts_with_a_known_password(app, context, monkeypatch):
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    refused = app.test_cli_runner().invoke(args=["demo", "seed"])
    assert refused.exit_code == 1
    assert "known password" in refused.output


def test_the_greeting_names_each_site_and_the_password(app, context):
    shown = app.test_cli_runner().invoke(args=["demo", "show"]).output
    assert all(cast.name in shown and f"http://{cast.slug}.localhost" in shown for cast in SITES)
    assert PASSWORD in shown and OPERATOR.email in shown
