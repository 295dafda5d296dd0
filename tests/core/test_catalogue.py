"""The walls between tenants, asked of PostgreSQL's own catalogue, and what happens when one is taken away."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import ProgrammingError

from educrowd.blueprints.tenant.verifying import verify
from educrowd.core import catalogue
from educrowd.core.migrating import owner_engine


@pytest.fixture
def owner(context):
    """The owner's connection; whatever a test breaks is rolled back."""
    with owner_engine().connect() as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def as_app(database_urls):
    engine = create_engine(database_urls.app)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_every_wall_stands(owner):
    assert catalogue.findings(owner) == []


def test_there_are_tenants_tables_to_protect(owner):
    assert {"audit_log", "entitlements"} <= set(catalogue.tenant_tables(owner))


def test_every_blog_schema_equals_the_template(new_site):
    sites = [new_site("one"), new_site("two")]
    assert [str(finding) for finding in verify([site.id for site in sites])] == []


def test_no_foreign_key_leaves_a_blog_schema(owner, new_site):
    new_site("inward")
    leaving = owner.execute(
        text(
            "SELECT k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class f ON f.oid = k.confrelid"
            " WHERE k.contype = 'f' AND n.nspname LIKE 'blog\\_%' AND f.relnamespace <> c.relnamespace"
        )
    ).all()
    assert leaving == []


# ---- a wall taken away is noticed -----------------------------------------------------------------


def broken_by(owner: Connection, statement: str) -> list[str]:
    owner.execute(text(statement))
    found = catalogue.findings(owner)
    owner.rollback()
    return found


def missed(owner: Connection, change: str, *more: str) -> list[str]:
    """The tenants' tables, and more, of which nothing is said when this is done to each of them."""
    tables = (*catalogue.tenant_tables(owner), *more)
    for table in tables:
        owner.execute(text(change.format(f"public.{table}")))
    told = {finding.partition(":")[0] for finding in catalogue.findings(owner)}
    owner.rollback()
    return [table for table in tables if f"public.{table}" not in told]


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE {0} DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE {0} NO FORCE ROW LEVEL SECURITY",
        "ALTER POLICY tenant ON {0} WITH CHECK (true)",
        "CREATE POLICY second ON {0} USING (true)",
        "ALTER TABLE {0} DROP COLUMN IF EXISTS tenant_id CASCADE",
    ],
)
def test_a_lowered_wall_and_a_key_without_tenant_are_noticed_on_every_table(owner, change):
    assert missed(owner, change) == []


def test_a_dropped_policy_is_noticed_on_every_table(owner):
    assert missed(owner, "DROP POLICY tenant ON {0}", *catalogue.PLATFORM_TABLES_WITH_POLICY) == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.forgotten (id int PRIMARY KEY)",
        "CREATE INDEX ix_wrong ON public.audit_log (action)",
        "CREATE UNIQUE INDEX uq_wrong ON public.audit_log (id)",
        "CREATE VIEW public.leak AS SELECT * FROM public.audit_log",
        "CREATE MATERIALIZED VIEW public.leak AS SELECT * FROM public.audit_log",
        "CREATE FUNCTION app.leak() RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN 1",
        "ALTER FUNCTION app.reserve_tenant_id() RESET search_path",
        "GRANT EXECUTE ON FUNCTION app.reserve_tenant_id() TO PUBLIC",
    ],
)
def test_a_new_hole_is_noticed(owner, statement):
    assert broken_by(owner, statement)


# What is taken from a table of a blog, the thing that differs then, and words in which it is told.
LOWERED = (
    ("ALTER POLICY tenant ON {0} WITH CHECK (true)", "policy {0}.tenant", "true"),
    ("ALTER POLICY tenant ON {0} USING (app.tenant_id() = 999999)", "policy {0}.tenant", "999999"),
    ("CREATE POLICY second ON {0} USING (true)", "policy {0}.second", "true"),
    ("ALTER TABLE {0} NO FORCE ROW LEVEL SECURITY", "table {0}", "rls t forced f"),
    ("ALTER TABLE {0} DISABLE ROW LEVEL SECURITY", "table {0}", "rls f"),
    ("DROP POLICY tenant ON {0}", "policy {0}.tenant", ""),
)


def test_a_lowered_wall_is_noticed_on_every_table_of_a_blog(owner, new_site):
    site = new_site("bent")
    names = "SELECT tablename FROM pg_tables WHERE schemaname = :schema"
    tables = owner.execute(text(names), {"schema": site.schema}).scalars().all()
    assert len(tables) > 20
    for change, thing, told in LOWERED:
        with owner_engine().begin() as connection:
            for table in tables:
                connection.execute(text(change.format(f"{site.schema}.{table}")))
        found = {finding.thing: finding.found for finding in verify([site.id])}
        missed = [table for table in tables if told not in found.get(thing.format(table), "nothing")]
        assert not missed, change


# ---- the application's role -----------------------------------------------------------------------


def test_the_applications_role_owns_nothing_and_bypasses_nothing(as_app):
    role = as_app.execute(text("SELECT * FROM pg_roles WHERE rolname = current_user")).one()
    assert (role.rolsuper, role.rolbypassrls, role.rolcreatedb, role.rolcreaterole) == (False,) * 4
    assert as_app.execute(text("SELECT count(*) FROM pg_class WHERE relowner = :me"), {"me": role.oid}).scalar() == 0
    member_of = "SELECT count(*) FROM pg_auth_members WHERE member = :me"
    assert as_app.execute(text(member_of), {"me": role.oid}).scalar() == 0


def test_the_applications_role_holds_no_needless_right(as_app):
    needless = as_app.execute(
        text(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname IN ('public', 'app') AND c.relkind IN ('r', 'p')"
            " AND (has_table_privilege(c.oid, 'TRUNCATE') OR has_table_privilege(c.oid, 'REFERENCES')"
            " OR has_table_privilege(c.oid, 'TRIGGER'))"
        )
    ).scalars()
    assert list(needless) == []
    sequences = as_app.execute(
        text(
            "SELECT s.schemaname || '.' || s.sequencename FROM pg_sequences s"
            " WHERE has_sequence_privilege(format('%I.%I', s.schemaname, s.sequencename), 'SELECT')"
        )
    ).scalars()
    assert list(sequences) == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "TRUNCATE public.audit_log",
        "DELETE FROM public.audit_log",
        "UPDATE public.audit_log SET action = 'nothing'",
        "SELECT * FROM pg_stat_activity",
        "SELECT lo_creat(-1)",
        "SELECT * FROM app.blog_template",
        "SET ROLE educrowd_owner",
        "SET ROLE educrowd_ops",
        "INSERT INTO public.operators (user_id) VALUES (1)",
    ],
)
def test_what_the_applications_role_may_not(as_app, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|InsufficientPrivilege"):
        as_app.execute(text(statement))


# ---- nobody bound ---------------------------------------------------------------------------------


def test_without_a_tenant_every_table_is_empty_or_refused(as_app, demo, ada, owner):
    tables = catalogue.tenant_tables(owner)
    for table in (*tables, "memberships"):
        assert as_app.execute(text(f"SELECT count(*) FROM public.{table}")).scalar() == 0, table
