"""The wall around a table, for revisions of both trees.

A revision in a module's file reads `op.execute(protect("courses", "lessons"))`.
"""

from __future__ import annotations

APP_MAY = "SELECT, INSERT, UPDATE, DELETE"


def protect(*tables: str, app_may: str = APP_MAY) -> str:
    """SQL that shows the application only the bound tenant's rows of shared tables."""
    return "\n".join(_wall(f"public.{table}", "tenant_id = app.tenant_id()", app_may) for table in tables)


def protect_platform(table: str, condition: str, app_may: str = APP_MAY, *, writes: str = "") -> str:
    """SQL for a platform table that carries a tenant's id: `condition` says which rows are shown.

    `writes` is the stricter condition for rows that are written, where there is one.
    """
    return _wall(f"public.{table}", condition, app_may, writes)


def open_to_app(*tables: str, app_may: str = APP_MAY) -> str:
    """SQL for platform tables without a tenant: plain grants."""
    return "\n".join(_grants(f"public.{table}", app_may) for table in tables)


def across_tenants(*functions: str) -> str:
    """SQL that lets the application, and nobody else, call definer functions which see every tenant.

    Rights first: once ops owns a function, the owner's GRANT and REVOKE do nothing.
    """
    return "\n".join(
        f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC; GRANT EXECUTE ON FUNCTION {function} TO educrowd_app; "
        f"ALTER FUNCTION {function} OWNER TO educrowd_ops;"
        for function in functions
    )


def protect_schema_table(*tables: str) -> str:
    """SQL for tables of a tenant's own schema: the policy's constant is that tenant's id.

    The provisioner and the replay put the id in the place of __TENANT_ID__.
    """
    return "\n".join(_wall(table, "app.tenant_id() = __TENANT_ID__", APP_MAY) for table in tables)


def _wall(table: str, condition: str, app_may: str, writes: str = "") -> str:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY; "
        f"CREATE POLICY tenant ON {table} USING ({condition}) WITH CHECK ({writes or condition}); "
        f"{_grants(table, app_may)}"
    )


def _grants(table: str, app_may: str) -> str:
    return f"GRANT {app_may} ON {table} TO educrowd_app; GRANT {APP_MAY} ON {table} TO educrowd_ops;"
