"""Access that ends on a day: what was paid by the month at the site that one came from."""

from alembic import op

from migrations.protect import across_tenants

revision = "0092"
down_revision = "0091"

COLUMN = """
ALTER TABLE public.entitlements ADD COLUMN ends_at timestamptz;
CREATE INDEX ix_entitlements_ending ON public.entitlements (tenant_id, ends_at)
  WHERE ends_at IS NOT NULL AND revoked_at IS NULL;
"""
ACROSS = """
CREATE FUNCTION app.tenants_with_ended_access() RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
    SELECT DISTINCT e.tenant_id FROM public.entitlements e JOIN public.tenants t ON t.id = e.tenant_id
    WHERE e.ends_at <= clock_timestamp() AND e.revoked_at IS NULL AND t.status <> 'erased' ORDER BY 1
$$;
"""


def upgrade() -> None:
    op.execute(COLUMN)
    op.execute(ACROSS)
    op.execute(across_tenants("app.tenants_with_ended_access()"))


def downgrade() -> None:
    op.execute("DROP FUNCTION app.tenants_with_ended_access()")
    op.execute("ALTER TABLE public.entitlements DROP COLUMN ends_at")
