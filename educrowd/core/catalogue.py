"""Does PostgreSQL hold the walls that the design promises? Asks its catalogue; `flask tenant verify` and tests do.

Platform tables are a short reviewed list; every other table of the public schema belongs to tenants, and a
table that somebody forgot to protect is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

# Reviewed: no tenant's content. Those that carry a tenant's id have policies of their own.
PLATFORM_TABLES = frozenset(
    {
        "alembic_version",
        "currencies",
        "data_exports",
        "domains",
        "idempotency_keys",
        "known_devices",
        "memberships",
        "operators",
        "outbox",
        "passkeys",
        "plan_prices",
        "plans",
        "platform_entries",
        "profiles",
        "recovery_codes",
        "refresh_tokens",
        "schedule_runs",
        "sessions",
        "single_use_codes",
        "site_arrivals",
        "spent_challenges",
        "tenants",
        "users",
        "webhook_inbox",
    }
)
PLATFORM_TABLES_WITH_POLICY = frozenset(
    {"domains", "idempotency_keys", "memberships", "outbox", "platform_entries", "tenants"}
)

# Reviewed: who may look across tenants, or do what the application's role can't.
DEFINER_FUNCTIONS = frozenset(
    {
        "app.due_memberships",
        "app.due_projects",
        "app.due_subscriptions",
        "app.erase_rest",
        "app.erase_some",
        "app.forget_finished_work",
        "app.ids_follow",
        "app.outbox_counts",
        "app.outbox_dead",
        "app.outbox_take_due",
        "app.promise_for_every_tenant",
        "app.provision_blog",
        "app.reserve_tenant_id",
        "app.search_posts",
        "app.sites_knowing",
        "app.sites_of",
        "app.stock_blogs",
        "app.tenant_of_billing_customer",
        "app.tenant_of_gateway_account",
        "app.tenant_of_plan_charge",
        "app.tenants_leaving",
        "app.tenants_whose_plan_ends",
        "app.tenants_with_domains_to_look_at",
        "app.tenants_with_ended_access",
        "app.tenants_with_due_dates",
        "app.tenants_with_due_payments",
        "app.tenants_with_due_refunds",
        "app.tenants_with_fees_to_invoice",
        "app.tenants_with_uploads",
        "app.tenants_with_lapsed_places",
        "app.tenants_with_money",
        "app.tenants_with_recoveries",
        "app.tenants_with_old_deliveries",
        "app.tenants_with_old_exports",
        "app.tenants_with_payouts",
        "app.tenants_with_stale_drafts",
        "app.tenants_with_stale_pages",
        "app.tenants_with_subscriptions",
        "app.tenants_with_surveys",
    }
)


def findings(connection: Connection) -> list[str]:
    """All that is not as promised; an empty list is what everybody wants to see."""
    checks = (_walls, _keys, _indexes, _views, _definers)
    return [finding for check in checks for finding in check(connection)]


def tenant_tables(connection: Connection) -> list[str]:
    """The public tables that belong to tenants, partitions included."""
    rows = connection.execute(
        text(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1"
        )
    ).scalars()
    return [name for name in rows if name not in PLATFORM_TABLES]


def _walls(connection: Connection) -> Iterator[str]:
    """Row-level security is on and forced, and a policy asks for the tenant on the way in and out."""
    walls = {
        row.relname: row
        for row in connection.execute(
            text(
                "SELECT c.relname, c.relrowsecurity AS on, c.relforcerowsecurity AS forced,"
                " count(p.oid) AS policies,"
                " coalesce(bool_and(pg_get_expr(p.polqual, c.oid) LIKE '%app.tenant_id()%'"
                " AND pg_get_expr(p.polwithcheck, c.oid) LIKE '%app.tenant_id()%'"
                " AND p.polpermissive AND p.polcmd = '*'), false) AS asks"
                " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
                " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY c.oid"
            )
        )
    }
    for table in (*tenant_tables(connection), *sorted(PLATFORM_TABLES_WITH_POLICY)):
        wall = walls[table]
        if not (wall.on and wall.forced):
            yield f"public.{table}: row-level security is not enabled and forced"
        if wall.policies != 1 or not wall.asks:
            yield f"public.{table}: needs exactly one policy that asks app.tenant_id() in USING and WITH CHECK"


def _keys(connection: Connection) -> Iterator[str]:
    """No key of a tenant's table, and no reference between two of them, leaves tenant_id out."""
    ours = set(tenant_tables(connection))
    rows = connection.execute(
        text(
            "SELECT c.relname, k.conname, k.contype, f.relname AS target,"
            " ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS key(num, place)"
            " JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.num ORDER BY key.place) AS columns"
            " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_class f ON f.oid = k.confrelid"
            " WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f')"
        )
    ).all()
    keyed = {row.relname for row in rows if row.contype == "p"}
    for row in rows:
        if row.relname not in ours or (row.contype == "f" and row.target not in ours):
            continue
        if "tenant_id" not in row.columns:
            yield f"public.{row.relname}: {row.conname} leaves tenant_id out"
    for table in sorted(ours - keyed):
        yield f"public.{table}: has no primary key"


def _indexes(connection: Connection) -> Iterator[str]:
    """Every index of a tenant's table leads with tenant_id, so that one tenant's rows lie together."""
    ours = set(tenant_tables(connection))
    rows = connection.execute(
        text(
            "SELECT c.relname, i.relname AS name, a.attname AS first, x.indisunique AS is_unique"
            " FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid"
            " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]"
            " WHERE c.relnamespace = 'public'::regnamespace"
        )
    )
    for row in rows:
        if row.relname in ours and row.first != "tenant_id":
            yield f"public.{row.relname}: index {row.name} does not lead with tenant_id"


def _views(connection: Connection) -> Iterator[str]:
    """Views ask with their reader's rights; a materialized view would be a copy without walls."""
    rows = connection.execute(
        text(
            "SELECT c.oid::regclass::text AS name, c.relkind,"
            " coalesce(c.reloptions::text LIKE '%security_invoker=true%', false) AS invoker"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'ext')"
        )
    )
    for row in rows:
        if row.relkind == "m":
            yield f"{row.name}: a materialized view has no row-level security"
        elif not row.invoker:
            yield f"{row.name}: the view is not security_invoker"


def _definers(connection: Connection) -> Iterator[str]:
    """Functions with more rights than their caller are listed here and pin their search path."""
    rows = connection.execute(
        text(
            "SELECT n.nspname || '.' || f.proname AS name,"
            " coalesce(f.proconfig::text LIKE '%search_path=%', false) AS pinned,"
            " has_function_privilege('public', f.oid, 'EXECUTE') AS is_public"
            " FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace"
            " WHERE f.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'ext')"
        )
    )
    for row in rows:
        if row.name not in DEFINER_FUNCTIONS:
            yield f"{row.name}: a definer function that nobody has reviewed"
        if not row.pinned:
            yield f"{row.name}: does not pin its search_path"
        if row.is_public:
            yield f"{row.name}: PUBLIC may call it"
