"""Links that close an account."""

from alembic import op

revision = "0089"
down_revision = "0088"

BEFORE = "'handoff', 'reset', 'claim', 'login', 'proof', 'email', 'undo', 'disown'"
CHECK = """
ALTER TABLE public.single_use_codes DROP CONSTRAINT ck_single_use_codes_purpose;
ALTER TABLE public.single_use_codes ADD CONSTRAINT ck_single_use_codes_purpose CHECK (purpose IN ({purposes}));
"""


def upgrade() -> None:
    op.execute(CHECK.format(purposes=f"{BEFORE}, 'close'"))


def downgrade() -> None:
    op.execute("DELETE FROM public.single_use_codes WHERE purpose = 'close'")
    op.execute(CHECK.format(purposes=BEFORE))
