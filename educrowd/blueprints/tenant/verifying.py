"""Is every tenant's schema what the migrations say? Compares the catalogue of each with a fresh one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from educrowd.core import migrating

SCRATCH = "blog_0"
BATCH = 200

CATALOGUE = text(r"""
WITH spaces AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY(:names))
SELECT n.nspname AS place, 'column ' || c.relname || '.' || a.attname AS thing,
       format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
       || a.attidentity::text || a.attgenerated::text AS what
FROM spaces n JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v')
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
UNION ALL
SELECT n.nspname, 'constraint ' || c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
FROM spaces n JOIN pg_class c ON c.relnamespace = n.oid JOIN pg_constraint k ON k.conrelid = c.oid
UNION ALL
SELECT n.nspname, 'index ' || i.relname, pg_get_indexdef(i.oid)
FROM spaces n JOIN pg_class i ON i.relnamespace = n.oid AND i.relkind IN ('i', 'I')
UNION ALL
SELECT n.nspname, 'policy ' || c.relname || '.' || p.polname,
       concat_ws(' ', p.polcmd, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
FROM spaces n JOIN pg_class c ON c.relnamespace = n.oid JOIN pg_policy p ON p.polrelid = c.oid
UNION ALL
SELECT n.nspname, 'table ' || c.relname,
       concat_ws(' ', 'rls', c.relrowsecurity, 'forced', c.relforcerowsecurity, 'grants', c.relacl::text)
FROM spaces n JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm')
UNION ALL
SELECT n.nspname, 'trigger ' || c.relname || '.' || t.tgname, pg_get_triggerdef(t.oid)
FROM spaces n JOIN pg_class c ON c.relnamespace = n.oid JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
UNION ALL
SELECT n.nspname, 'function ' || f.proname, pg_get_functiondef(f.oid)
FROM spaces n JOIN pg_proc f ON f.pronamespace = n.oid
""")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in one tenant's schema that differs from the template."""

    tenant_id: int
    thing: str
    expected: str
    found: str

    def __str__(self) -> str:
        if not self.found:
            return f"blog_{self.tenant_id}: {self.thing} is missing"
        if not self.expected:
            return f"blog_{self.tenant_id}: {self.thing} should not be there"
        return f"blog_{self.tenant_id}: {self.thing} is {self.found}, expected {self.expected}"


def verify(tenant_ids: Iterable[int] | None = None) -> Iterator[Finding]:
    """Findings about the given tenants' schemas, or all of them; nothing when all is well."""
    with migrating.owner_engine().connect() as connection:
        try:
            migrating.build_scratch(connection, SCRATCH)
            template = _described(connection, [0])[0]
            ids = list(tenant_ids) if tenant_ids is not None else _tenants(connection)
            for start in range(0, len(ids), BATCH):
                batch = ids[start : start + BATCH]
                described = _described(connection, batch)
                for tenant_id in batch:
                    yield from _compare(tenant_id, template, described[tenant_id])
        finally:
            connection.rollback()


def _tenants(connection: Connection) -> list[int]:
    return [known.tenant_id for known in migrating.versions(connection)]


def _described(connection: Connection, tenant_ids: list[int]) -> dict[int, dict[str, str]]:
    """What stands in each schema, written as if it were tenant 0's."""
    found: dict[int, dict[str, str]] = {tenant_id: {} for tenant_id in tenant_ids}
    connection.execute(text("SET LOCAL search_path = pg_catalog"))
    for row in connection.execute(CATALOGUE, {"names": [f"blog_{tenant_id}" for tenant_id in tenant_ids]}):
        tenant_id = int(row.place.removeprefix("blog_"))
        found[tenant_id][row.thing] = _as_of_tenant_zero(row.thing, row.what, row.place, tenant_id)
    return found


def _as_of_tenant_zero(thing: str, what: str, place: str, tenant_id: int) -> str:
    if thing.startswith("policy "):
        return what.replace(f"= {tenant_id})", "= 0)")
    return what.replace(f"{place}.", f"{SCRATCH}.").replace(f"'{place}.", f"'{SCRATCH}.")


def _compare(tenant_id: int, template: dict[str, str], found: dict[str, str]) -> Iterator[Finding]:
    for thing in sorted(template.keys() | found.keys()):
        expected, actual = template.get(thing, ""), found.get(thing, "")
        if expected != actual:
            yield Finding(tenant_id, thing, expected, actual)
