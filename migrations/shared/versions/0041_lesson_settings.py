"""What each kind of lesson can be set to."""

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.execute("ALTER TABLE public.lessons ADD COLUMN settings jsonb NOT NULL DEFAULT '{}'")


def downgrade() -> None:
    op.execute("ALTER TABLE public.lessons DROP COLUMN settings")
