"""Which sign-ins were begun with a link or a hand-off, rather than with a password."""

from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE public.sessions ADD COLUMN by_link boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    op.execute("ALTER TABLE public.sessions DROP COLUMN by_link")
