"""The invariants of subscriptions, for `flask money check`."""

from __future__ import annotations

from educrowd.core.payments.checks import ask
from educrowd.core.registry import money_checks

from ..models.learner_subscription import PURPOSE

QUESTIONS = {
    "each period of a subscription has one payment of its amount, and the other way round": f"""
        SELECT format('period %s of subscription %s costs %s, its payment is over %s', p.number, s.id, s.amount,
            y.amount)
        FROM public.subscription_periods p JOIN public.learner_subscriptions s ON s.id = p.subscription_id
        JOIN public.payments y ON y.id = p.payment_id
        WHERE (y.amount, y.currency, y.user_id, y.purpose)
            IS DISTINCT FROM (s.amount, s.currency, s.user_id, '{PURPOSE}')
        UNION ALL
        SELECT format('payment %s is for no period', y.id) FROM public.payments y
        WHERE y.purpose = '{PURPOSE}' AND NOT EXISTS (
            SELECT 1 FROM public.subscription_periods WHERE payment_id = y.id)""",
    "a subscription stands at its last period": """
        SELECT format(
            'subscription %s (%s) stands at payment %s and is due %s, its last period at payment %s and due %s',
            s.id, s.state, s.payment_id, s.next_period_at, p.payment_id,
            app.period_begins(s.joined_at, p.number + 1, s.every))
        FROM public.learner_subscriptions s
        LEFT JOIN LATERAL (SELECT number, payment_id FROM public.subscription_periods WHERE subscription_id = s.id
            ORDER BY number DESC LIMIT 1) p ON true
        WHERE s.payment_id IS DISTINCT FROM p.payment_id OR (s.joined_at IS NOT NULL
            AND s.next_period_at IS DISTINCT FROM app.period_begins(s.joined_at, p.number + 1, s.every))""",
    "a subscription is what its payment says": """
        SELECT format('subscription %s is %s, its payment %s', s.id, s.state, y.state)
        FROM public.learner_subscriptions s JOIN public.payments y ON y.id = s.payment_id
        LEFT JOIN public.owed_refunds w ON w.payment_id = y.id
        WHERE (s.state = 'joining' AND y.state NOT IN ('due', 'charging'))
          OR (s.state = 'active' AND y.state NOT IN ('due', 'charging', 'captured', 'disputed'))
          OR (s.state = 'past_due' AND y.captured_at IS NOT NULL)
          OR (s.state = 'ended' AND y.state IN ('due', 'charging', 'action_required', 'declined') AND w.id IS NULL)""",
    "who pays has access by the subscription, and who does not has none": """
        SELECT format('subscription %s is %s, its access is %s', s.id, s.state,
            CASE WHEN e.id IS NULL THEN 'missing' ELSE 'open' END)
        FROM public.learner_subscriptions s
        LEFT JOIN public.entitlements e ON e.source = format('subscription:%s', s.id) AND e.user_id = s.user_id
            AND e.revoked_at IS NULL AND e.subject_id = COALESCE(s.course_id, 0)
            AND e.kind = CASE WHEN s.course_id IS NULL THEN 'catalogue' ELSE 'course' END
        WHERE (s.state IN ('active', 'past_due') AND s.joined_at IS NOT NULL) <> (e.id IS NOT NULL)""",
    "no subscription is long overdue": """
        SELECT format('subscription %s should have been renewed or ended on %s', s.id, s.next_period_at)
        FROM public.learner_subscriptions s JOIN public.tenants t ON t.id = s.tenant_id
        JOIN public.payments y ON y.id = s.payment_id
        WHERE s.state = 'active' AND s.next_period_at < clock_timestamp() - interval '1 day'
          AND t.status IN ('active', 'past_due') AND y.state <> 'disputed'
          AND NOT EXISTS (SELECT 1 FROM public.refunds r
            WHERE r.payment_id = y.id AND r.state IN ('requested', 'pending'))
        UNION ALL
        SELECT format('subscription %s waits for its first charge since %s', s.id, s.updated_at)
        FROM public.learner_subscriptions s
        WHERE s.state = 'joining' AND s.updated_at < clock_timestamp() - interval '1 day'""",
    "a declined period has an open window": """
        SELECT format('subscription %s is past due without a window', s.id)
        FROM public.learner_subscriptions s
        LEFT JOIN public.recoveries r ON r.payment_id = s.payment_id AND r.ended_at IS NULL
        JOIN public.payments y ON y.id = s.payment_id
        WHERE s.state = 'past_due' AND r.id IS NULL AND y.state NOT IN ('due', 'charging') AND y.next_try_at IS NULL""",
}


@money_checks.offer(order=28)
def subscriptions() -> list[str]:
    """What the database can tell about subscriptions."""
    return ask(QUESTIONS)
