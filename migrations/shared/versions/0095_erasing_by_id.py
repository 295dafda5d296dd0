"""Erase by ids in hand: where statistics are older than a site's rows, the join compared each with each."""

from alembic import op

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None

# The planner takes a site that it has no statistics of for one with a single row, and chose a nested loop.
NEWEST = "SELECT id FROM %1$s WHERE tenant_id = app.tenant_id() ORDER BY id DESC LIMIT $1"
JOINED, IN_HAND = f"id IN ({NEWEST})", f"id = ANY(ARRAY({NEWEST}))"

KEPT = """ARRAY['disputes', 'fee_invoice_entries', 'fee_invoices', 'ledger_accounts', 'ledger_entries',
    'ledger_transactions', 'outbox', 'payments', 'payouts', 'plan_disputes', 'plan_invoices', 'platform_entries',
    'refunds', 'site_deletions']"""

ERASING = """
CREATE OR REPLACE FUNCTION app.erase_some(most bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
  remaining oid[];
  ready oid[];
  place oid;
  gone bigint;
  done bigint := 0;
BEGIN
  IF NOT app.is_erasing(app.tenant_id()) THEN
    RAISE EXCEPTION 'site % is not to be erased', app.tenant_id();
  END IF;
  SELECT array_agg(c.oid) INTO remaining FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relname = ANY({kept});
  WHILE cardinality(remaining) > 0 LOOP
    SELECT array_agg(t) INTO ready FROM unnest(remaining) t WHERE NOT EXISTS (
      SELECT 1 FROM pg_constraint k WHERE k.contype = 'f' AND k.confrelid = t AND k.conrelid <> t
        AND k.conrelid = ANY(remaining));
    IF ready IS NULL THEN
      RAISE EXCEPTION 'tables point at one another';
    END IF;
    FOREACH place IN ARRAY ready LOOP
      EXECUTE format('DELETE FROM %1$s WHERE tenant_id = app.tenant_id() AND '
        '{chosen}', place::regclass)
        USING most - done;
      GET DIAGNOSTICS gone = ROW_COUNT;
      done := done + gone;
      IF done >= most THEN
        RETURN done;
      END IF;
    END LOOP;
    SELECT array_agg(t) INTO remaining FROM unnest(remaining) t WHERE NOT t = ANY(ready);
  END LOOP;
  RETURN done;
END $$;
"""


def upgrade():
    op.execute(ERASING.format(kept=KEPT, chosen=IN_HAND))


def downgrade():
    op.execute(ERASING.format(kept=KEPT, chosen=JOINED))
