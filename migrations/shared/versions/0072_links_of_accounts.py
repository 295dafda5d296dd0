"""Codes that sign in, prove an address, change it, or undo that."""

from alembic import op

revision = "0072"
down_revision = "0071"

BEFORE = "'handoff', 'reset', 'claim'"
NOW = f"{BEFORE}, 'login', 'proof', 'email', 'undo', 'disown'"
CHECK = """
ALTER TABLE public.single_use_codes
  DROP CONSTRAINT ck_single_use_codes_purpose,
  ADD CONSTRAINT ck_single_use_codes_purpose CHECK (purpose IN ({}));
"""


def upgrade() -> None:
    op.execute(CHECK.format(NOW))
    op.execute("ALTER TABLE public.single_use_codes ADD COLUMN email text")
    op.execute(
        "CREATE INDEX ix_single_use_codes_email ON public.single_use_codes (email)"
        " WHERE purpose = 'undo' AND used_at IS NULL"
    )


def downgrade() -> None:
    op.execute(f"DELETE FROM public.single_use_codes WHERE purpose NOT IN ({BEFORE})")
    op.execute("DROP INDEX public.ix_single_use_codes_email")
    op.execute("ALTER TABLE public.single_use_codes DROP COLUMN email")
    op.execute(CHECK.format(BEFORE))
