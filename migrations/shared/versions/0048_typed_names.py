"""What people call themselves where they give an address that nobody has proven: it stays with what they did."""

from alembic import op

revision = "0048"
down_revision = "0047"

TABLES = ("pledges", "waitlist_entries", "orders")

# Of all sites at once: the wall that binds the owner too is down for this transaction, which holds the table.
NAMED = """
ALTER TABLE public.{table} ADD name text NOT NULL DEFAULT '';
ALTER TABLE public.{table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE public.{table} DISABLE TRIGGER USER;
UPDATE public.{table} named SET name = coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), u.username)
FROM public.users u WHERE u.id = named.user_id;
ALTER TABLE public.{table} ENABLE TRIGGER USER;
ALTER TABLE public.{table} FORCE ROW LEVEL SECURITY;
"""


def upgrade() -> None:
    for table in TABLES:
        op.execute(NAMED.format(table=table))


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE public.{table} DROP COLUMN name")
