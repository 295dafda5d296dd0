"""Cancelled projects stay readable by their address, except those that the staff had taken off the site before."""

from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    op.execute("ALTER TABLE public.projects ADD COLUMN is_withheld boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    op.execute("ALTER TABLE public.projects DROP COLUMN is_withheld")
