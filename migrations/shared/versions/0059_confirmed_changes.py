"""A change of the plan waits until its owner has confirmed the payment with the bank."""

from alembic import op

revision = "0059"
down_revision = "0058"

STATES = """
ALTER TABLE public.plan_requests DROP CONSTRAINT ck_plan_requests_state,
  ADD CONSTRAINT ck_plan_requests_state CHECK (state IN ({states}));
"""
OLD = "'open', 'done', 'refused', 'expired'"
# At most one change waits: whoever wants another one gives this one up first.
WAITING = """
ALTER TABLE public.plan_requests ADD COLUMN gateway_invoice_id text,
  ADD CONSTRAINT ck_plan_requests_confirmable CHECK (state <> 'action_required' OR gateway_invoice_id IS NOT NULL);
CREATE UNIQUE INDEX uq_plan_requests_waiting ON public.plan_requests (tenant_id) WHERE state = 'action_required';
"""
BACK = """
UPDATE public.plan_requests SET state = 'expired' WHERE state = 'action_required';
DROP INDEX public.uq_plan_requests_waiting;
ALTER TABLE public.plan_requests DROP COLUMN gateway_invoice_id;
"""


def upgrade() -> None:
    op.execute(STATES.format(states=f"{OLD}, 'action_required'"))
    op.execute(WAITING)


def downgrade() -> None:
    op.execute(BACK)
    op.execute(STATES.format(states=OLD))
