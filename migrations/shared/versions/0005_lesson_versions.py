"""A lesson's text has a version, so that two open editors cannot overwrite one another unseen."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("ALTER TABLE public.lessons ADD COLUMN version bigint NOT NULL DEFAULT 1")


def downgrade() -> None:
    op.execute("ALTER TABLE public.lessons DROP COLUMN version")
