"""A worker dies in the middle of erasing a site: the next one ends it, and no other site loses anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.leaving.deleting import begin
from educrowd.blueprints.tenant.leaving.erasing import ROWS_AT_ONCE, look_after_deletion
from educrowd.blueprints.tenant.leaving.importing import take_in
from educrowd.core import bells, tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from tests.conftest import unique
from tests.tenant.sites import folder_of
from tests.workers import eventually, kill, running_worker

pytestmark = [pytest.mark.xdist_group("jobs"), pytest.mark.usefixtures("empty_queues")]

LETTERS = 12 * ROWS_AT_ONCE
MANY = "INSERT INTO public.sent_mails (tenant_id) SELECT :id FROM generate_series(1, :count)"
DUE = "UPDATE public.site_deletions SET erases_at = now() - interval '1 minute' WHERE tenant_id = :id"
TABLES = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1"""
OWN = "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(:schema) AND relkind = 'r' ORDER BY 1"
# What stays of an erased site, beside its books, of which this one has none.
REMAINS = {"site_deletions", "outbox"}


@pytest.fixture
def superuser(database_urls):
    engine = create_engine(database_urls.superuser)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def closing(exported_once, context, superuser, full_site):
    """A full site whose days of grace are over; what the planner knows is older than its many letters."""
    with exported_once.open("rb") as stream:
        tenant_id = take_in(stream, slug=unique("closing"), name="Closing")
    with tenancy.transaction(tenant_id):
        olga = User.guest(f"{unique('olga')}@example.org", "Olga")
        olga.take("owner", is_accepted=True)
        db.session.flush()
        current.user = olga
        begin(olga)
    superuser.execute(text(MANY), {"id": full_site.id, "count": 1_000})
    superuser.execute(text("ANALYZE public.sent_mails"))
    superuser.execute(text(MANY), {"id": tenant_id, "count": LETTERS})
    superuser.execute(text("SET session_replication_role = replica"))
    superuser.execute(text(DUE), {"id": tenant_id})
    return tenant_id


def digests(superuser, tenant_id: int) -> dict[str, str]:
    """Of each table that has rows of a site, its own schema included: a digest of these rows."""
    shared = {f"public.{name}": f" WHERE tenant_id = {tenant_id}" for name in superuser.scalars(text(TABLES))}
    schema = f"blog_{tenant_id}"
    own = {f"{schema}.{name}": "" for name in superuser.scalars(text(OWN), {"schema": schema})}
    found = {}
    for table, where in (shared | own).items():
        asked = f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t{where}"
        found[table.partition(".")[2] if where else table] = superuser.scalar(text(asked))
    return {table: digest for table, digest in found.items() if digest}


def files_below(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def test_a_killed_worker_s_erasing_is_ended_by_the_next(environment, superuser, closing, full_site):
    neighbor = lambda: (digests(superuser, full_site.id), files_below(folder_of(full_site.id)))  # noqa: E731
    letters = lambda: superuser.scalar(  # noqa: E731
        text("SELECT count(*) FROM public.sent_mails WHERE tenant_id = :id"), {"id": closing}
    )
    status = lambda: superuser.scalar(text("SELECT status FROM public.tenants WHERE id = :id"), {"id": closing})  # noqa: E731
    stands = neighbor()
    assert all(stands), "the neighbor has rows and files to lose"
    with tenancy.transaction(closing):
        look_after_deletion.later()
    with running_worker(environment) as worker:
        eventually(lambda: letters() < LETTERS, 60)
        kill(worker)
    assert 0 < letters() < LETTERS, "it died in the middle"
    assert (status(), any(files_below(folder_of(closing)))) == ("deleting", True)
    assert neighbor() == stands
    with running_worker(environment):
        eventually(lambda: (bells.sweep() and False) or status() == "erased", 120)
    assert digests(superuser, closing).keys() <= REMAINS
    assert not folder_of(closing).exists()
    farewells = "SELECT count(*) FROM public.outbox WHERE job LIKE '%send_farewell' AND args::text LIKE '%Closing%'"
    assert superuser.scalar(text(farewells)) == 1
    assert neighbor() == stands
