"""Let no project of a closed site end: its backers cannot take their pledges back there."""

from alembic import op

from migrations.protect import across_tenants

revision = "0102"
down_revision = "0101"

DUE = """
DROP FUNCTION app.due_projects();
CREATE FUNCTION app.due_projects() RETURNS TABLE (tenant_id bigint, id bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  BEGIN ATOMIC
    SELECT p.tenant_id, p.id FROM public.projects p {sites}
    WHERE p.state = 'live' AND p.deadline <= clock_timestamp() AND p.suspended_at IS NULL; END;
"""
OPEN = "JOIN public.tenants t ON t.id = p.tenant_id AND t.status IN ('active', 'past_due')"


def upgrade() -> None:
    _replace(OPEN)


def downgrade() -> None:
    _replace("")


def _replace(sites: str) -> None:
    op.execute(DUE.format(sites=sites))
    op.execute(across_tenants("app.due_projects()"))
