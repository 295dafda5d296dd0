"""The one setter, the criteria and the bound sessions: no row of another tenant, whatever goes wrong."""

from __future__ import annotations

import random
import re
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import create_engine, event, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.orm import aliased

from educrowd.blueprints import MODULES
from educrowd.blueprints.lms.models import Course, Section
from educrowd.core import tenancy
from educrowd.core.audit import AuditEntry, audit
from educrowd.core.current import bound
from educrowd.core.db import BoundSession, Model, SchemaOwned, TenantOwned, db
from educrowd.core.errors import NoTenant, TenantSwitch
from tests.conftest import new_person_here
from tests.queries import statements

for module in MODULES:
    import_module(f"educrowd.blueprints.{module}")

TENANTS_MODELS: list[Any] = sorted(
    {mapper.class_ for mapper in Model.registry.mappers if issubclass(mapper.class_, TenantOwned)},
    key=lambda model: model.__name__,
)
BLOG_MODELS = sorted(
    {mapper.class_ for mapper in Model.registry.mappers if issubclass(mapper.class_, SchemaOwned)},
    key=lambda model: model.__name__,
)


@pytest.fixture
def two_sites(new_site):
    """Two sites with one audit entry each, beside those of their founding."""
    sites = new_site("left"), new_site("right")
    for site in sites:
        with tenancy.transaction(site):
            audit(f"only.{site.slug}")
    return sites


@pytest.fixture
def inside(museum, context):
    """Bound to a site that nobody changes."""
    with tenancy.bind(museum):
        yield


def statements_of(statement) -> list[str]:
    """The SQL that this ORM statement sends."""
    with statements() as sent:
        db.session.execute(statement).all()
    return sent


# ---- the ORM's criteria ---------------------------------------------------------------------------


def test_there_are_models_of_both_strategies():
    assert AuditEntry in TENANTS_MODELS
    assert BLOG_MODELS


@pytest.mark.parametrize("model", TENANTS_MODELS, ids=lambda model: model.__name__)
def test_every_question_about_a_tenants_table_names_the_tenant(inside, model):
    asked = {
        "rows": select(model),
        "count": select(func.count()).select_from(model),
        "columns": select(model.id),
        "alias": select(aliased(model)),
        "exists": select(1).where(select(model.id).exists()),
    }
    for name, statement in asked.items():
        [sql] = statements_of(statement)
        assert re.search(r"tenant_id = %\(", sql), name


@pytest.mark.parametrize("model", [*TENANTS_MODELS, *BLOG_MODELS], ids=lambda model: model.__name__)
def test_nobody_bound_is_an_error_and_never_a_default(context, model):
    with tenancy.bind(None), pytest.raises(NoTenant):
        db.session.scalars(select(model)).all()


@pytest.mark.parametrize("model", BLOG_MODELS, ids=lambda model: model.__name__)
def test_blog_tables_are_found_by_path_alone(inside, model):
    [sql] = statements_of(select(func.count()).select_from(model))
    assert f"FROM {model.__tablename__}" in sql


# ---- the wall of the database ---------------------------------------------------------------------


def test_raw_sql_sees_one_tenant(two_sites):
    left, right = two_sites
    with tenancy.bind(left):
        seen = db.session.execute(text("SELECT DISTINCT tenant_id FROM public.audit_log")).scalars().all()
        assert seen == [left.id]
        named = text("SELECT count(*) FROM public.audit_log WHERE tenant_id = :other")
        assert db.session.execute(named, {"other": right.id}).scalar() == 0
        assert db.session.get(AuditEntry, (right.id, 1)) is None


def test_a_row_can_not_be_written_for_or_moved_to_another_tenant(two_sites):
    left, right = two_sites
    with tenancy.bind(left):
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.execute(insert(AuditEntry).values(tenant_id=right.id, action="forged"))
        db.session.rollback()
        with pytest.raises(TenantSwitch):
            db.session.add(AuditEntry(tenant_id=right.id, action="forged"))
            db.session.flush()
        db.session.rollback()


def test_a_reference_can_not_reach_another_tenants_row(two_sites):
    """Every reference between two tenants' tables carries tenant_id in its key."""
    children = [
        (model, column) for model in TENANTS_MODELS for column in model.__table__.columns if "refers" in column.info
    ]
    assert children
    for model, column in children:
        constraint = next(key for key in model.__table__.foreign_key_constraints if column.name in key.column_keys)
        assert "tenant_id" in constraint.column_keys, f"{model.__name__}.{column.name}"


def test_a_course_of_another_tenant_can_not_be_given_a_section(two_sites):
    left, right = two_sites
    with tenancy.transaction(right):
        instructor = new_person_here("rita")
        theirs = Course.draft(instructor, title="Theirs").id
    with tenancy.bind(left), pytest.raises(IntegrityError, match="fk_sections_tenant_id_course_id"):
        db.session.add(Section(course_id=theirs, title="Ours", position=1))
        db.session.flush()


def test_another_tenants_schema_is_behind_a_policy_too(two_sites):
    left, right = two_sites
    table = BLOG_MODELS[0].__tablename__
    with tenancy.bind(left):
        assert db.session.execute(text(f"SELECT count(*) FROM {right.schema}.{table}")).scalar() == 0


# ---- one transaction, one session, one tenant -----------------------------------------------------


def test_a_transaction_may_not_change_tenant(two_sites):
    left, right = two_sites
    with bound(left), db.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with bound(right), pytest.raises(TenantSwitch):
            connection.execute(text("SELECT 1"))


def test_a_session_may_not_change_tenant(two_sites):
    left, right = two_sites
    with tenancy.bind(left):
        session = db.session()
        with bound(right), pytest.raises(TenantSwitch):
            session.scalars(select(AuditEntry)).all()


def test_nothing_stays_on_a_connection(two_sites):
    left, _ = two_sites
    with tenancy.bind(left):
        db.session.execute(text("SELECT set_config('app.tenant_id', '999', false)"))
        db.session.commit()
    with tenancy.bind(None):
        assert db.session.execute(text("SELECT app.tenant_id()")).scalar() is None


def test_one_connection_for_thousands_of_alternating_tenants(app, two_sites, monkeypatch):
    """Errors, aborts and rollbacks in between; every answer is of the tenant that asked."""
    engine = create_engine(app.config["DATABASE_URL"], pool_size=1, max_overflow=0, pool_reset_on_return=None)
    tenancy.guard(app, engine)
    chance = random.Random(7)
    asked = select(AuditEntry.tenant_id).distinct()
    for _ in range(3000):
        site = chance.choice([*two_sites, None])
        with bound(site), BoundSession(bind=engine) as session:
            mischief = chance.random()
            try:
                if mischief < 0.1:
                    session.execute(text("SELECT 1 / 0"))
                if mischief > 0.9:
                    session.execute(text("SELECT set_config('app.tenant_id', '1', false), pg_sleep(0)"))
                    session.rollback()
                if site is None:
                    assert session.execute(text("SELECT count(*) FROM public.audit_log")).scalar() == 0
                else:
                    assert session.scalars(asked).all() == [site.id]
                    assert session.execute(text("SELECT current_schema()")).scalar() == site.schema
            except DBAPIError:
                assert mischief < 0.1
    engine.dispose()


def test_a_well_travelled_connection_retires(app, two_sites, monkeypatch):
    monkeypatch.setattr(tenancy, "TENANTS_PER_CONNECTION", 1)
    engine = create_engine(app.config["DATABASE_URL"], pool_size=1, max_overflow=0, pool_reset_on_return=None)
    tenancy.guard(app, engine)
    backends = set()
    for site in (*two_sites, *two_sites):
        with bound(site), engine.connect() as connection:
            backends.add(connection.execute(text("SELECT pg_backend_pid()")).scalar())
    engine.dispose()
    assert len(backends) > 1


def test_taking_the_criteria_away_is_noticed(demo, monkeypatch):
    """The mutation of the proof above: without criteria the statement no longer names the tenant."""
    event.remove(BoundSession, "do_orm_execute", tenancy.add_criteria)
    try:
        [sql] = statements_of(select(AuditEntry))
        assert not re.search(r"tenant_id = %\(", sql)
    finally:
        event.listen(BoundSession, "do_orm_execute", tenancy.add_criteria)


def test_bulk_changes_stay_within_the_tenant(two_sites):
    left, right = two_sites
    with tenancy.bind(left), pytest.raises(ProgrammingError):
        db.session.execute(update(AuditEntry).values(action="swept"))
    with tenancy.bind(right):
        assert db.session.scalar(select(func.count()).where(AuditEntry.action == "swept")) == 0


def test_a_foreign_tenant_id_violates_the_key(demo):
    with pytest.raises((IntegrityError, ProgrammingError)):
        db.session.execute(
            text(
                "INSERT INTO public.entitlements (tenant_id, user_id, kind, subject_id, source)"
                " VALUES (:t, 1, 'x', 1, 'y')"
            ),
            {"t": demo.id + 1_000_000},
        )
