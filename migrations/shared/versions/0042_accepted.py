"""When people took the roles that staff had offered them; those who could use theirs have."""

from alembic import op

revision = "0042"
down_revision = "0041"

# Of all sites at once: the wall that binds the owner too is down for this transaction, which holds the table.
ACCEPTED = """
ALTER TABLE public.memberships ADD accepted_at timestamptz;
ALTER TABLE public.memberships NO FORCE ROW LEVEL SECURITY;
UPDATE public.memberships m SET accepted_at = m.assigned_at
FROM public.users u WHERE u.id = m.user_id AND (m.assigned_by IS NULL OR u.is_verified);
ALTER TABLE public.memberships FORCE ROW LEVEL SECURITY;
"""


def upgrade() -> None:
    op.execute(ACCEPTED)


def downgrade() -> None:
    op.execute("ALTER TABLE public.memberships DROP COLUMN accepted_at")
