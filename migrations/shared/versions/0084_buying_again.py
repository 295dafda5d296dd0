"""A course that was bought can be bought again once its time is over: a line gives way to the next order's."""

from alembic import op

revision = "0084"
down_revision = "0083"

FOLLOWS = """
CREATE OR REPLACE FUNCTION app.order_line_follows_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  sold public.orders;
BEGIN
  SELECT * INTO STRICT sold FROM public.orders WHERE tenant_id = NEW.tenant_id AND id = NEW.order_id;
  IF TG_OP = 'INSERT' AND sold.state <> 'pending' THEN
    RAISE EXCEPTION 'order % is % and takes no more lines', sold.id, sold.state;
  END IF;
  NEW.user_id := sold.user_id;
  NEW.is_live := sold.state IN ('pending', 'paid'){given_way};
  RETURN NEW;
END $$;
"""

COLUMNS = """
ALTER TABLE public.order_lines
  ADD COLUMN succeeded_at timestamptz,
  ADD COLUMN extended_from timestamptz;
GRANT UPDATE (succeeded_at, extended_from) ON public.order_lines TO educrowd_app;
"""

# Where a course was bought again, one order of each person has to be the only one again.
BACK = """
ALTER TABLE public.order_lines NO FORCE ROW LEVEL SECURITY;
DO $$ BEGIN
  IF EXISTS (SELECT FROM public.order_lines WHERE succeeded_at IS NOT NULL) THEN
    RAISE EXCEPTION 'courses were bought again: their orders cannot be kept without this migration';
  END IF;
END $$;
ALTER TABLE public.order_lines FORCE ROW LEVEL SECURITY, DROP COLUMN succeeded_at, DROP COLUMN extended_from;
"""


def upgrade() -> None:
    op.execute(COLUMNS)
    op.execute(FOLLOWS.format(given_way=" AND NEW.succeeded_at IS NULL"))


def downgrade() -> None:
    op.execute(FOLLOWS.format(given_way=""))
    op.execute(BACK)
