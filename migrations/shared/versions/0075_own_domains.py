"""Domains of one's own: claimed, proven by DNS, looked at again, given up."""

from alembic import op

from migrations.protect import across_tenants

revision = "0075"
down_revision = "0074"

# Whoever only claims a domain keeps nobody from it: one site at a time may have proven it. A domain that was given up
# stays proven, so that nobody else has it, until its quarantine is over.
DOMAINS = """
ALTER TABLE public.domains
  DROP CONSTRAINT uq_domains_host,
  ADD COLUMN checked_at timestamptz,
  ADD COLUMN unproven_since timestamptz,
  ADD COLUMN released_at timestamptz,
  ADD CONSTRAINT uq_domains_tenant_id_host UNIQUE (tenant_id, host),
  ADD CONSTRAINT ck_domains_primary CHECK (NOT is_primary OR (verified_at IS NOT NULL AND released_at IS NULL));
CREATE UNIQUE INDEX uq_domains_host ON public.domains (host) WHERE verified_at IS NOT NULL;
"""

ACROSS_TENANTS = """
CREATE FUNCTION app.tenants_with_domains_to_look_at() RETURNS SETOF bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  BEGIN ATOMIC
    SELECT DISTINCT tenant_id FROM public.domains WHERE verification_token IS NOT NULL;
  END;
"""


def upgrade() -> None:
    op.execute(DOMAINS)
    op.execute(ACROSS_TENANTS)
    op.execute(across_tenants("app.tenants_with_domains_to_look_at()"))


def downgrade() -> None:
    op.execute("DROP FUNCTION app.tenants_with_domains_to_look_at()")
    op.execute("DELETE FROM public.domains WHERE verified_at IS NULL OR released_at IS NOT NULL")
    op.execute("DROP INDEX public.uq_domains_host")
    op.execute(
        "ALTER TABLE public.domains DROP CONSTRAINT ck_domains_primary, DROP CONSTRAINT uq_domains_tenant_id_host,"
        " DROP COLUMN released_at, DROP COLUMN unproven_since, DROP COLUMN checked_at,"
        " ADD CONSTRAINT uq_domains_host UNIQUE (host)"
    )
