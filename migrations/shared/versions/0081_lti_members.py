"""Whether a tool elsewhere may read who is enrolled."""

from alembic import op

revision = "0081"
down_revision = "0080"


def upgrade() -> None:
    op.execute("ALTER TABLE public.lti_tools ADD COLUMN shares_members boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    op.execute("ALTER TABLE public.lti_tools DROP COLUMN shares_members")
