"""The invariants of fees: the platform's book and the site's say the same."""

from __future__ import annotations

from ..registry import money_checks
from .checks import ask

QUESTIONS = {
    "the platform's book of fees says what the site's books say": """
        WITH lines AS (
            SELECT e.currency, e.amount AS ours, 0 AS theirs FROM public.ledger_entries e
            JOIN public.ledger_accounts a ON a.id = e.account_id AND a.code = 'platform_fees'
            UNION ALL
            SELECT currency, 0, CASE credit WHEN 'fee_income' THEN amount ELSE -amount END
            FROM public.platform_entries WHERE 'fee_income' IN (debit, credit))
        SELECT format('in %s the site''s books say %s, the platform''s %s', currency, sum(ours), sum(theirs))
        FROM lines GROUP BY currency HAVING sum(ours) <> sum(theirs)""",
    "each fee of the platform's book is one of the site's, and the other way round": """
        WITH ours AS (
            SELECT CASE t.kind WHEN 'charge' THEN 'fee' ELSE t.kind END AS kind, t.external_ref, abs(e.amount) AS amount
            FROM public.ledger_transactions t JOIN public.ledger_entries e ON e.transaction_id = t.id
            JOIN public.ledger_accounts a ON a.id = e.account_id AND a.code = 'platform_fees'),
        theirs AS (SELECT kind, external_ref, amount FROM public.platform_entries WHERE kind IN ('fee', 'fee_refund'))
        SELECT format('%s %s: the site''s books say %s, the platform''s %s', kind, external_ref, o.amount, t.amount)
        FROM ours o FULL JOIN theirs t USING (kind, external_ref) WHERE o.amount IS DISTINCT FROM t.amount""",
}


@money_checks.offer(order=12)
def fees_agree() -> list[str]:
    """What the site has paid in fees is what the platform has earned."""
    return ask(QUESTIONS)
