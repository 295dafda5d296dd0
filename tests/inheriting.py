"""Schemas of sites that tests are done with, for the sites of later tests: making one costs twenty times as much."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from psycopg2.extensions import connection

from educrowd.core import local

# What a test may have done to a schema beside its rows. Such a one goes no further.
SHAPE = """
SELECT (SELECT string_agg((c.relname, c.relkind, c.relnatts, c.relchecks, c.relrowsecurity, c.relforcerowsecurity,
            c.relacl)::text, '' ORDER BY c.relname) FROM pg_class c WHERE c.relnamespace = n.oid)
    || (SELECT version FROM app.blog_schemas WHERE tenant_id = %(site)s)
FROM pg_namespace n WHERE n.nspname = 'blog_' || %(site)s"""

# The next site's id, and the schema empty in its stock, as `keep_schemas_ready` would have made it.
# The old site is as one that was erased: nobody's sweep goes there.
PASS_ON = """
CREATE FUNCTION pg_temp.pass_on(old bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    new bigint := nextval('app.tenant_ids');
    part record;
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true), set_config('lock_timeout', '1s', true);
    EXECUTE format('ALTER SCHEMA %I RENAME TO %I', 'blog_' || old, 'blog_' || new);
    FOR part IN SELECT c.oid::regclass AS name, c.relkind, pg_relation_size(c.oid) AS bytes FROM pg_class c
        WHERE c.relnamespace = ('blog_' || new)::regnamespace AND c.relkind IN ('r', 'S')
    LOOP
        IF part.relkind = 'S' THEN
            PERFORM setval(part.name, 1, false);
            CONTINUE;
        END IF;
        EXECUTE format('ALTER POLICY tenant ON %s USING (app.tenant_id() = %s) WITH CHECK (app.tenant_id() = %2$s)',
            part.name, new);
        IF part.bytes > 65536 THEN
            EXECUTE format('TRUNCATE %s CASCADE', part.name);
        ELSIF part.bytes > 0 THEN
            EXECUTE format('DELETE FROM %s', part.name);
        END IF;
    END LOOP;
    UPDATE public.tenants SET status = 'erased' WHERE id = old;
    DELETE FROM public.outbox WHERE tenant_id = old;
    INSERT INTO app.blog_schemas (tenant_id, version) SELECT new, version FROM app.blog_schemas WHERE tenant_id = old;
    DELETE FROM app.blog_schemas WHERE tenant_id = old;
    INSERT INTO app.blog_stock (tenant_id) VALUES (new);
END $$"""


class Estate:
    """What past sites left."""

    def __init__(self, superuser: connection):
        self.cursor = superuser.cursor()
        self.cursor.execute(PASS_ON)
        self.shape: str | None = None
        self.left: deque[int] = deque()

    def shape_of(self, site: int) -> str | None:
        self.cursor.execute(SHAPE, {"site": site})
        found = self.cursor.fetchone()
        return found[0] if found else None

    def leave(self, *sites: int) -> None:
        self.left.extend(sites)

    def pass_on(self) -> None:
        """Have the next site take a schema that was left, if there is one as good as new that nobody holds."""
        while self.left:
            site = self.left.popleft()
            if self.shape_of(site) != self.shape:
                continue
            try:
                self.cursor.execute("SELECT pg_temp.pass_on(%s)", (site,))
            except psycopg2.errors.LockNotAvailable:
                continue
            return

    def founded(self, site: int) -> None:
        """Learn from the first one how a schema is that nobody has used."""
        self.shape = self.shape or self.shape_of(site)


@pytest.fixture(scope="session")
def estate(services: local.Services, worker: int, environment: dict[str, str]) -> Iterator[Estate]:
    with closing(services.postgres.connect(database=f"educrowd_{worker}")) as superuser:
        yield Estate(superuser)
