"""When a site's provider was last looked through, so that the next look goes no further back."""

from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.execute(
        "ALTER TABLE public.connected_accounts ADD COLUMN events_swept_at timestamptz, "
        "ADD COLUMN reconciled_at timestamptz"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE public.connected_accounts DROP COLUMN events_swept_at, DROP COLUMN reconciled_at")
