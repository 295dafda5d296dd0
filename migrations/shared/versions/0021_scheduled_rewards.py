"""Rewards that are on offer from a moment, until another."""

from alembic import op

revision = "0021"
down_revision = "0020"

COLUMNS = """
ALTER TABLE public.rewards
  ADD COLUMN opens_at timestamptz,
  ADD COLUMN closes_at timestamptz,
  ADD CONSTRAINT ck_rewards_on_offer CHECK (closes_at > opens_at);
"""


def upgrade() -> None:
    op.execute(COLUMNS)


def downgrade() -> None:
    op.execute("ALTER TABLE public.rewards DROP COLUMN closes_at, DROP COLUMN opens_at")
