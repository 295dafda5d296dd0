"""Codes that act on a whole account are for the platform's host alone; the site they came from is remembered."""

from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

# Letters under way lead to sites: what stands in them is made worthless. The rows stay, as they keep addresses free.
UPGRADE = """
ALTER TABLE public.single_use_codes
  ADD COLUMN site_id bigint CONSTRAINT fk_single_use_codes_site_id REFERENCES public.tenants ON DELETE SET NULL;
UPDATE public.single_use_codes SET site_id = tenant_id, tenant_id = NULL, code_hash = 'void ' || id
  WHERE tenant_id IS NOT NULL AND purpose NOT IN ('handoff', 'login');
ALTER TABLE public.single_use_codes
  ADD CONSTRAINT ck_single_use_codes_host CHECK (tenant_id IS NULL OR purpose IN ('handoff', 'login'));
"""
DOWNGRADE = """
ALTER TABLE public.single_use_codes DROP CONSTRAINT ck_single_use_codes_host, DROP COLUMN site_id;
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
