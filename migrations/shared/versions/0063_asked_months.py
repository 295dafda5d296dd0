"""A request for a refund says which payment it asks back: of a membership, which month."""

from alembic import op

from migrations.moves import rewritten

revision = "0063"
down_revision = "0062"

COLUMN = "ALTER TABLE public.refund_requests ADD COLUMN payment_id bigint;"
# Each site in turn, as the wall holds for the owner too.
FILL = """
DO $do$
DECLARE
  sites bigint[] := ARRAY(SELECT id FROM public.tenants);
  site bigint;
BEGIN
  FOREACH site IN ARRAY sites LOOP
    PERFORM set_config('app.tenant_id', site::text, true);
    UPDATE public.refund_requests r SET payment_id = COALESCE(
      (SELECT m.payment_id FROM public.pledge_months m WHERE m.pledge_id = r.pledge_id
       AND m.demanded_at <= r.created_at ORDER BY m.number DESC LIMIT 1),
      (SELECT f.payment_id FROM public.refunds f WHERE f.id = r.refund_id),
      (SELECT p.payment_id FROM public.pledges p WHERE p.id = r.pledge_id));
  END LOOP;
  PERFORM set_config('app.tenant_id', '', true);
END $do$;
"""
KEYS = """
ALTER TABLE public.refund_requests ALTER COLUMN payment_id SET NOT NULL,
  ADD CONSTRAINT fk_refund_requests_tenant_id_payment_id
    FOREIGN KEY (tenant_id, payment_id) REFERENCES public.payments (tenant_id, id);
CREATE INDEX ix_refund_requests_tenant_id_payment_id ON public.refund_requests (tenant_id, payment_id);
"""
FROZEN = "(NEW.pledge_id, NEW.reason, NEW.due_at) IS DISTINCT FROM (OLD.pledge_id, OLD.reason, OLD.due_at)"
FROZEN_TOO = """(NEW.pledge_id, NEW.payment_id, NEW.reason, NEW.due_at)
    IS DISTINCT FROM (OLD.pledge_id, OLD.payment_id, OLD.reason, OLD.due_at)"""


def upgrade() -> None:
    op.execute(COLUMN)
    op.execute(FILL)
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.execute(KEYS)
    op.execute(rewritten("refund_request_guard", FROZEN, FROZEN_TOO))


def downgrade() -> None:
    op.execute(rewritten("refund_request_guard", FROZEN_TOO, FROZEN))
    op.execute("ALTER TABLE public.refund_requests DROP COLUMN payment_id")
