"""The invariants of memberships, for `flask money check`."""

from __future__ import annotations

from educrowd.core.payments.checks import ask
from educrowd.core.registry import money_checks

QUESTIONS = {
    "changes are planned for memberships that go on, and come with their month": """
        SELECT format('change %s is planned for pledge %s, which is %s and ends %s', c.id, p.id, p.state, p.ends_at)
        FROM public.planned_changes c JOIN public.pledges p ON p.id = c.pledge_id
        WHERE c.applied_at IS NULL AND c.withdrawn_at IS NULL AND (p.state <> 'collected' OR p.ends_at IS NOT NULL)
        UNION ALL
        SELECT format('change %s is over %s, its lines make %s', c.id, c.amount, COALESCE(sum(n.amount), 0))
        FROM public.planned_changes c LEFT JOIN public.planned_lines n ON n.change_id = c.id
        GROUP BY c.id, c.amount HAVING c.amount <> COALESCE(sum(n.amount), 0)""",
    "each month of a membership has one payment of its amount, and the other way round": """
        SELECT format('month %s of pledge %s costs %s, its payment is over %s', m.number, p.id, p.amount, y.amount)
        FROM public.pledge_months m JOIN public.pledges p ON p.id = m.pledge_id
        LEFT JOIN public.payments y ON y.id = m.payment_id
        WHERE (y.amount, y.currency, y.user_id) IS DISTINCT FROM ((SELECT e.amount FROM public.pledge_events e
            WHERE e.pledge_id = p.id AND e.to_state = 'charging' AND e.at >= m.demanded_at ORDER BY e.id LIMIT 1),
            p.currency, p.user_id)
        UNION ALL
        SELECT format('payment %s to %s is for no month', y.id, y.income_account) FROM public.projects j
        JOIN public.payments y ON y.income_account = 'project_funds:' || j.id
        WHERE j.kind = 'recurring' AND NOT EXISTS (SELECT 1 FROM public.pledge_months WHERE payment_id = y.id)""",
    "a membership stands at its last month": """
        SELECT format('pledge %s stands at payment %s and is due %s, its last month at payment %s and due %s', p.id,
            p.payment_id, p.next_month_at, m.payment_id, app.month_begins(p.activated_at, m.number + 1))
        FROM public.pledges p JOIN public.projects j ON j.id = p.project_id
        LEFT JOIN LATERAL (SELECT number, payment_id FROM public.pledge_months WHERE pledge_id = p.id
            ORDER BY number DESC LIMIT 1) m ON true
        WHERE j.kind = 'recurring' AND (p.payment_id, p.next_month_at)
            IS DISTINCT FROM (m.payment_id, app.month_begins(p.activated_at, m.number + 1))""",
    "no membership is long overdue": """
        SELECT format('pledge %s should have been renewed or ended on %s', p.id, p.next_month_at)
        FROM public.pledges p JOIN public.projects j ON j.id = p.project_id
        JOIN public.tenants t ON t.id = p.tenant_id
        WHERE p.state = 'collected' AND p.next_month_at < clock_timestamp() - interval '1 day'
          AND j.suspended_at IS NULL AND t.status IN ('active', 'past_due')
          AND NOT EXISTS (SELECT 1 FROM public.refunds r
            WHERE r.payment_id = p.payment_id AND r.state IN ('requested', 'pending'))""",
    "who got a month back is charged for none that was demanded later": """
        SELECT format('month %s of pledge %s was demanded after month %s had been given back', m.number, m.pledge_id,
            early.number)
        FROM public.pledge_months early
        JOIN public.payments back ON back.id = early.payment_id AND back.state = 'refunded'
        JOIN public.refunds r ON r.payment_id = back.id AND r.state = 'succeeded' AND r.amount = back.amount
        JOIN public.pledge_months m ON m.pledge_id = early.pledge_id AND m.demanded_at > r.created_at
        JOIN public.payments y ON y.id = m.payment_id AND y.state = 'captured'
        WHERE m.number > early.number AND y.refunded_amount = 0
          AND NOT EXISTS (SELECT 1 FROM public.owed_refunds WHERE payment_id = y.id)
          AND r.updated_at < clock_timestamp() - interval '5 minutes'""",
}


@money_checks.offer(order=25)
def memberships() -> list[str]:
    """What the database can tell about memberships."""
    return ask(QUESTIONS)
