"""The invariants of projects and pledges, for `flask money check`."""

from __future__ import annotations

from educrowd.core.payments.checks import ask
from educrowd.core.registry import money_checks

from .models.pledge import HOLDING_STATES, LIVE_STATES

# What a match may take at most: the shares of pledges that counted when its project closed.
SHARES = """
    SELECT m.tenant_id, m.id, m.matched_amount, m.currency, m.cap_amount,
        COALESCE(bool_or(p.refunded_amount > 0), false) AS has_refunds,
        COALESCE(sum(LEAST(p.amount * m.percent / 100, m.per_pledge_amount)), 0) AS shares
    FROM public.matches m JOIN public.project_closes c ON c.project_id = m.project_id
    LEFT JOIN public.pledges p ON p.project_id = m.project_id AND p.match_id IS NULL
        AND p.activated_at >= m.starts_at AND p.activated_at < COALESCE(m.ends_at, 'infinity')
        AND p.activated_at <= c.closed_at AND NOT EXISTS (SELECT 1 FROM public.pledge_events e
            WHERE e.pledge_id = p.id AND e.at <= c.closed_at AND e.to_state IN ('cancelled', 'dropped', 'refunded'))
    WHERE m.state = 'fulfilled' GROUP BY m.tenant_id, m.id"""

QUESTIONS = {
    "a match takes what its pledges make, once, and never more than its cap": f"""
        SELECT format('match %s took %s, its pledges make %s of at most %s', s.id, s.matched_amount, s.shares,
            s.cap_amount)
        FROM ({SHARES}) s JOIN public.currencies k ON k.code = s.currency
        CROSS JOIN LATERAL (SELECT LEAST(s.cap_amount, s.shares) AS due) d
        WHERE s.matched_amount > d.due
          OR (NOT s.has_refunds AND s.matched_amount <> d.due - d.due % k.step)
        UNION ALL
        SELECT format('match %s is %s over %s, its pledge over %s', m.id, m.state, m.matched_amount, p.amount)
        FROM public.matches m LEFT JOIN public.pledges p ON p.match_id = m.id
        WHERE (m.state = 'fulfilled') <> (p.id IS NOT NULL) OR m.matched_amount <> p.amount
            OR m.project_id <> p.project_id OR m.user_id <> p.user_id""",
    "no match outlives its project": """
        SELECT format('match %s is %s, its project %s', m.id, m.state, j.state) FROM public.matches m
        JOIN public.projects j ON j.id = m.project_id
        WHERE m.state IN ('invited', 'active') AND j.state NOT IN ('draft', 'review', 'scheduled', 'live')""",
    "what is taken of a reward or a variant is what pledges hold and waitlists keep": f"""
        WITH held AS (SELECT l.reward_id, l.variant_id, l.quantity FROM public.pledge_lines l
            JOIN public.pledges p ON p.id = l.pledge_id AND NOT p.has_lost_reward
                AND p.state IN {(*HOLDING_STATES, "refunded")}
            UNION ALL SELECT reward_id, variant_id, 1 FROM public.waitlist_entries WHERE state = 'offered'
            UNION ALL SELECT n.reward_id, n.variant_id, n.kept FROM public.planned_lines n
                JOIN public.planned_changes c ON c.id = n.change_id
                WHERE c.applied_at IS NULL AND c.withdrawn_at IS NULL)
        SELECT format('reward %s: %s taken, pledges hold %s', r.id, r.taken, COALESCE(sum(h.quantity), 0))
        FROM public.rewards r LEFT JOIN held h ON h.reward_id = r.id
        GROUP BY r.id, r.taken, r.quantity
        HAVING r.taken <> COALESCE(sum(h.quantity), 0) OR r.taken > r.quantity
        UNION ALL
        SELECT format('variant %s: %s taken, pledges hold %s', v.id, v.taken, COALESCE(sum(h.quantity), 0))
        FROM public.reward_variants v LEFT JOIN held h ON h.variant_id = v.id
        GROUP BY v.id, v.taken, v.quantity
        HAVING v.taken <> COALESCE(sum(h.quantity), 0) OR v.taken > v.quantity""",
    "a gift is noted with its pledge, and its day is not long over": """
        SELECT format('pledge %s is a gift: %s, noted: %s', p.id, p.is_gift, g.id IS NOT NULL) FROM public.pledges p
        LEFT JOIN public.gifts g ON g.pledge_id = p.id WHERE p.is_gift <> (g.id IS NOT NULL)
        UNION ALL
        SELECT format('gift %s was due on %s', g.id, g.deliver_on) FROM public.gifts g
        JOIN public.pledges p ON p.id = g.pledge_id AND p.state = 'collected'
        WHERE g.told_at IS NULL AND g.deliver_on < current_date - 2""",
    "no place is kept long after its time": """
        SELECT format('place %s was kept until %s', id, reserved_until) FROM public.waitlist_entries
        WHERE state = 'offered' AND reserved_until < clock_timestamp() - interval '10 minutes'""",
    "the lines of a pledge make its amount": """
        SELECT format('pledge %s is over %s, its lines make %s', p.id, p.amount, COALESCE(sum(l.amount), 0))
        FROM public.pledges p LEFT JOIN public.pledge_lines l ON l.pledge_id = p.id
        GROUP BY p.id, p.amount HAVING p.amount <> COALESCE(sum(l.amount), 0)""",
    "the events of a pledge lead to its state": """
        SELECT format('pledge %s is %s, its events lead to %s', p.id, p.state, e.to_state) FROM public.pledges p
        LEFT JOIN LATERAL (
            SELECT to_state FROM public.pledge_events WHERE pledge_id = p.id ORDER BY id DESC LIMIT 1) e ON true
        WHERE e.to_state IS DISTINCT FROM p.state
        UNION ALL
        SELECT format('pledge %s jumped to %s', pledge_id, to_state) FROM (
            SELECT pledge_id, from_state, to_state,
                lag(to_state) OVER (PARTITION BY pledge_id ORDER BY id) AS was FROM public.pledge_events) steps
        WHERE from_state IS DISTINCT FROM was""",
    "one live pledge for a project and backer": f"""
        SELECT format('user %s backs project %s %s times', user_id, project_id, count(*)) FROM public.pledges
        WHERE match_id IS NULL AND NOT is_gift AND state IN {LIVE_STATES}
        GROUP BY user_id, project_id HAVING count(*) > 1""",
    "a collected pledge is a captured payment of its amount": """
        SELECT format('pledge %s is %s, its payment %s', p.id, p.state, y.state) FROM public.pledges p
        LEFT JOIN public.payments y ON y.id = p.payment_id
        LEFT JOIN public.owed_refunds o ON o.payment_id = p.payment_id
        WHERE (p.state = 'collected') <> COALESCE(y.state = 'captured', false) AND o.id IS NULL
          AND NOT (p.state = 'cancelled' AND p.ends_at IS NOT NULL)
          OR y.amount <> p.amount OR y.currency <> p.currency OR y.refunded_amount <> p.refunded_amount""",
    "a failed project has taken nothing": """
        SELECT format('project %s failed and has payment %s', j.id, y.id) FROM public.projects j
        JOIN public.pledges p ON p.project_id = j.id JOIN public.payments y ON y.id = p.payment_id
        WHERE j.state = 'failed' AND y.captured_at IS NOT NULL AND y.state <> 'refunded'
          AND NOT EXISTS (SELECT 1 FROM public.owed_refunds o WHERE o.payment_id = y.id)""",
    "a cancelled project has given everybody their money back": """
        SELECT format('project %s is cancelled, pledge %s is %s over %s, %s given back', j.id, p.id, p.state, p.amount,
            p.refunded_amount)
        FROM public.projects j JOIN public.pledges p ON p.project_id = j.id
        WHERE j.state = 'cancelled' AND p.state IN ('charging', 'collected', 'action_required', 'errored')
          AND NOT EXISTS (SELECT 1 FROM public.owed_refunds o WHERE o.payment_id = p.payment_id)
          AND NOT EXISTS (SELECT 1 FROM public.disputes d WHERE d.payment_id = p.payment_id AND d.withdrawn_amount > 0)
        UNION ALL
        SELECT format('project %s is cancelled and holds %s', j.id, -sum(e.amount)) FROM public.projects j
        JOIN public.ledger_accounts a ON a.code = 'project_funds:' || j.id
        JOIN public.ledger_entries e ON e.account_id = a.id
        WHERE j.state = 'cancelled' GROUP BY j.id, a.code
        HAVING -sum(e.amount) NOT BETWEEN 0 AND COALESCE((
            SELECT sum(y.amount - y.refunded_amount) FROM public.payments y
            WHERE y.income_account = a.code AND y.captured_at IS NOT NULL), 0)""",
    "a settled or failed project holds no funds": """
        SELECT format('project %s is %s and holds %s', j.id, j.state, -sum(e.amount)) FROM public.projects j
        JOIN public.ledger_accounts a ON a.code = 'project_funds:' || j.id
        JOIN public.ledger_entries e ON e.account_id = a.id
        WHERE j.state = 'failed' OR (j.state = 'settled' AND NOT EXISTS (
            SELECT 1 FROM public.milestones m WHERE m.project_id = j.id AND m.released_at IS NULL))
        GROUP BY j.id, j.state, a.code HAVING -sum(e.amount) <> COALESCE((
            SELECT sum(y.amount - y.refunded_amount) FROM public.owed_refunds o
            JOIN public.payments y ON y.id = o.payment_id WHERE y.income_account = a.code), 0)""",
    "a settled project holds no more than its open milestones say": """
        SELECT format('project %s holds %s of %s, its milestones %s percent', j.id, -f.held, f.all, h.percent)
        FROM public.projects j
        CROSS JOIN LATERAL (SELECT sum(m.share_percent) AS percent FROM public.milestones m
            WHERE m.project_id = j.id AND m.released_at IS NULL) h
        CROSS JOIN LATERAL (
            SELECT sum(e.amount) AS held, sum(CASE WHEN t.kind = 'release' THEN 0 ELSE -e.amount END) AS all
            FROM public.ledger_accounts a JOIN public.ledger_entries e ON e.account_id = a.id
            JOIN public.ledger_transactions t ON t.id = e.transaction_id
            WHERE a.code = 'project_funds:' || j.id) f
        WHERE j.state = 'settled' AND h.percent IS NOT NULL AND -f.held > ceil(f.all * h.percent / 100.0) + COALESCE((
            SELECT sum(y.amount - y.refunded_amount) FROM public.owed_refunds o JOIN public.payments y
            ON y.id = o.payment_id WHERE y.income_account = 'project_funds:' || j.id), 0)""",
    "what is shown is what is there": f"""
        SELECT format('project %s shows %s/%s/%s from %s, there is %s/%s/%s from %s', t.project_id,
            t.pledged_amount, t.collected_amount, t.at_risk_amount, t.backers_count,
            s.pledged, s.collected, s.at_risk, s.backers) || format(', late %s and %s', t.late_amount, s.late)
        FROM public.project_totals t CROSS JOIN LATERAL (
            SELECT COALESCE(sum(amount - refunded_amount), 0) AS pledged, count(*) AS backers,
                COALESCE(sum(amount - refunded_amount) FILTER (WHERE state = 'collected'), 0) AS collected,
                COALESCE(sum(amount) FILTER (WHERE state IN ('action_required', 'errored')), 0) AS at_risk,
                COALESCE(sum(amount - refunded_amount) FILTER (WHERE is_late), 0) AS late
            FROM public.pledges WHERE project_id = t.project_id AND state IN {LIVE_STATES}) s
        WHERE (t.pledged_amount, t.collected_amount, t.at_risk_amount, t.backers_count, t.late_amount)
            IS DISTINCT FROM (s.pledged::bigint, s.collected::bigint, s.at_risk::bigint, s.backers, s.late::bigint)""",
    "late pledges came after a project was funded, and no others did": """
        SELECT format('pledge %s of project %s is late: %s, counted %s, closed %s', p.id, p.project_id, p.is_late,
            p.activated_at, c.closed_at)
        FROM public.pledges p LEFT JOIN public.project_closes c ON c.project_id = p.project_id
        WHERE p.activated_at IS NOT NULL
          AND p.is_late <> (c.outcome IS NOT DISTINCT FROM 'funded' AND p.activated_at > c.closed_at)""",
    "what counted at the close is what was pledged then": """
        SELECT format('project %s closed with %s, its pledges make %s', c.project_id, c.pledged_amount,
            COALESCE(sum(p.amount), 0))
        FROM public.project_closes c LEFT JOIN public.pledges p ON p.project_id = c.project_id
            AND p.activated_at <= c.closed_at AND NOT EXISTS (
                SELECT 1 FROM public.pledge_events e WHERE e.pledge_id = p.id AND e.at <= c.closed_at
                AND e.to_state IN ('cancelled', 'dropped', 'refunded'))
        GROUP BY c.project_id, c.pledged_amount HAVING c.pledged_amount <> COALESCE(sum(p.amount), 0)""",
    "what is at risk has one open window, and nothing else has": """
        SELECT format('pledge %s is %s, its window is open: %s', p.id, p.state, r.id IS NOT NULL)
        FROM public.pledges p
        LEFT JOIN public.recoveries r ON r.payment_id = p.payment_id AND r.ended_at IS NULL
        WHERE (p.state IN ('action_required', 'errored')) <> (r.id IS NOT NULL)""",
    "no window is open long after its end": """
        SELECT format('the window of payment %s ended %s', payment_id, ends_at) FROM public.recoveries
        WHERE ended_at IS NULL AND ends_at < clock_timestamp() - interval '2 hours'""",
    "what is live has not ended long ago": """
        SELECT format('project %s should have closed at %s', p.id, p.deadline) FROM public.projects p
        JOIN public.tenants t ON t.id = p.tenant_id
        WHERE p.state = 'live' AND p.suspended_at IS NULL AND p.deadline < clock_timestamp() - interval '5 minutes'
          AND t.status IN ('active', 'past_due')""",
}


@money_checks.offer(order=20)
def projects_and_pledges() -> list[str]:
    """What the database can tell about crowdfunding."""
    return ask(QUESTIONS)
