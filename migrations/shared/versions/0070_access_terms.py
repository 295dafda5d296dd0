"""How long people have access to a course, and for which end they were told."""

from alembic import op

revision = "0070"
down_revision = "0069"

COLUMNS = """
ALTER TABLE public.courses
  ADD COLUMN access_days bigint CONSTRAINT ck_courses_access_days CHECK (access_days > 0),
  ADD COLUMN access_until timestamptz,
  ADD COLUMN renewable boolean NOT NULL DEFAULT false;
ALTER TABLE public.enrollments ADD COLUMN access_told_for timestamptz;
CREATE INDEX ix_enrollments_expires_at ON public.enrollments (tenant_id, expires_at) WHERE expires_at IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(COLUMNS)


def downgrade() -> None:
    op.execute("DROP INDEX public.ix_enrollments_expires_at")
    op.execute("ALTER TABLE public.enrollments DROP COLUMN access_told_for")
    op.execute("ALTER TABLE public.courses DROP COLUMN access_days, DROP COLUMN access_until, DROP COLUMN renewable")
