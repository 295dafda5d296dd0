"""Sites that want to be found on the platform's page of sites."""

from alembic import op

revision = "0090"
down_revision = "0089"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE public.tenants ADD COLUMN is_listed boolean NOT NULL DEFAULT false;
        CREATE INDEX ix_tenants_listed ON public.tenants (created_at, id) WHERE is_listed AND status = 'active';
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE public.tenants DROP COLUMN is_listed")
