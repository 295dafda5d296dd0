"""Who closed an enrollment: whoever was shut out does not come in again by themselves."""

from alembic import op

revision = "0038"
down_revision = "0037"

COLUMN = """
ALTER TABLE public.enrollments
  ADD COLUMN closed_by_id bigint CONSTRAINT fk_enrollments_closed_by_id REFERENCES public.users;
"""


def upgrade() -> None:
    op.execute(COLUMN)


def downgrade() -> None:
    op.execute("ALTER TABLE public.enrollments DROP COLUMN closed_by_id")
