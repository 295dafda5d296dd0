"""The invariants of invoices for fees."""

from __future__ import annotations

from educrowd.core.payments.checks import ask
from educrowd.core.registry import money_checks

QUESTIONS = {
    "an invoice is the sum of its fees": """
        SELECT format('%s says %s, its fees make %s', i.number, i.total_amount, COALESCE(sum(e.amount), 0))
        FROM public.fee_invoices i LEFT JOIN public.fee_invoice_entries l ON l.invoice_id = i.id
        LEFT JOIN public.platform_entries e ON e.id = l.entry_id AND e.currency = i.currency
            AND e.kind = CASE i.kind WHEN 'invoice' THEN 'fee' ELSE 'fee_refund' END
        GROUP BY i.id, i.number, i.total_amount HAVING i.total_amount <> COALESCE(sum(e.amount), 0)""",
    "numbers of invoices have no gaps": """
        SELECT format('%s of %s numbers of kind %s are taken', count(*), max(sequence), kind)
        FROM public.fee_invoices GROUP BY kind HAVING count(*) <> max(sequence)""",
    "every fee of a month that is over is on an invoice": """
        SELECT format('fee %s of %s is on none', e.id, e.recorded_at) FROM public.platform_entries e
        WHERE e.kind IN ('fee', 'fee_refund')
          AND e.recorded_at < date_trunc('month', clock_timestamp() - interval '3 days') - interval '14 hours'
          AND NOT EXISTS (SELECT 1 FROM public.fee_invoice_entries l WHERE l.entry_id = e.id)""",
}


@money_checks.offer(order=13)
def invoices_of_fees() -> list[str]:
    """What was invoiced is what was earned."""
    return ask(QUESTIONS)
