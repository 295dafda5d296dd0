"""Tell nobody of sites that only asked an address, and let no site's renewals wait behind another's."""

from alembic import op

from migrations.protect import across_tenants

revision = "0100"
down_revision = "0099"

# A role that is only offered is told by the letter alone: whoever registered an address need not be who has it.
SITES_OF = """
CREATE FUNCTION app.sites_of(person bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
    SELECT DISTINCT r.tenant_id FROM public.memberships r
    WHERE r.user_id = person AND r.is_active AND (r.expires_at IS NULL OR r.expires_at > now()) {came}
$$;
"""
# What waits for a bank or a refund stays due. Each site has its turn in each round, however much of one site waits.
DUE = """
CREATE FUNCTION app.due_subscriptions() RETURNS TABLE (tenant_id bigint, id bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  BEGIN ATOMIC
    SELECT s.tenant_id, s.id FROM public.learner_subscriptions s
    JOIN public.tenants t ON t.id = s.tenant_id
    WHERE ((s.state = 'active' AND s.next_period_at <= clock_timestamp())
        OR (s.state = 'draft' AND s.created_at < clock_timestamp() - interval '1 day'))
      AND t.status IN ('active', 'past_due')
    ORDER BY {subscriptions}s.next_period_at, s.tenant_id, s.id LIMIT 1000;
  END;
CREATE FUNCTION app.due_memberships() RETURNS TABLE (tenant_id bigint, id bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
  BEGIN ATOMIC
    SELECT p.tenant_id, p.id FROM public.pledges p
    JOIN public.projects j ON j.tenant_id = p.tenant_id AND j.id = p.project_id
    JOIN public.tenants t ON t.id = p.tenant_id
    WHERE p.state = 'collected' AND p.next_month_at <= clock_timestamp() AND j.suspended_at IS NULL
      AND t.status IN ('active', 'past_due')
    ORDER BY {memberships}p.next_month_at, p.tenant_id, p.id LIMIT 1000;
  END;
"""
ROUND = "row_number() OVER (PARTITION BY {0}.tenant_id ORDER BY {0}.{1}, {0}.id), "
CHANGED = ("app.sites_of(bigint)", "app.due_subscriptions()", "app.due_memberships()")


def upgrade() -> None:
    rounds = {"subscriptions": ROUND.format("s", "next_period_at"), "memberships": ROUND.format("p", "next_month_at")}
    _replace("AND r.accepted_at IS NOT NULL", **rounds)


def downgrade() -> None:
    _replace("", subscriptions="", memberships="")


def _replace(came: str, **rounds: str) -> None:
    for function in CHANGED:
        op.execute(f"DROP FUNCTION {function}")
    op.execute(SITES_OF.format(came=came))
    op.execute(DUE.format(**rounds))
    op.execute(across_tenants(*CHANGED))
