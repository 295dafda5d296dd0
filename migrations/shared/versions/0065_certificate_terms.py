"""Certificates may ask for a grade, and say before they expire that they will."""

from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    op.execute("""
ALTER TABLE public.certificate_schemes ADD COLUMN minimum_grade bigint
  CONSTRAINT ck_certificate_schemes_minimum_grade CHECK (minimum_grade BETWEEN 1 AND 100);
ALTER TABLE public.certificates ADD COLUMN reminded_at timestamptz;
CREATE INDEX ix_certificates_tenant_id_expires_at ON public.certificates (tenant_id, expires_at)
  WHERE reminded_at IS NULL AND revoked_at IS NULL;
GRANT UPDATE (reminded_at) ON public.certificates TO educrowd_app;
""")


def downgrade() -> None:
    op.execute("""
ALTER TABLE public.certificates DROP COLUMN reminded_at;
ALTER TABLE public.certificate_schemes DROP COLUMN minimum_grade;
""")
