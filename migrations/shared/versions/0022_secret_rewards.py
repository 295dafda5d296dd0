"""Rewards in no list, chosen by a link of their own."""

from alembic import op

revision = "0022"
down_revision = "0021"

COLUMNS = """
ALTER TABLE public.rewards
  ADD COLUMN is_secret boolean NOT NULL DEFAULT false,
  ADD COLUMN link_number bigint NOT NULL DEFAULT 1;
"""


def upgrade() -> None:
    op.execute(COLUMNS)


def downgrade() -> None:
    op.execute("ALTER TABLE public.rewards DROP COLUMN link_number, DROP COLUMN is_secret")
