"""The invariants of books and payments, each a question whose rows are findings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, text

from .. import ledger
from ..db import db, utcnow
from ..registry import money_checks
from .connected_account import ConnectedAccount
from .gateway import Movement, gateway
from .listing import awake
from .payment import Payment
from .payout import Payout
from .refund import Refund

SETTLES_WITHIN = timedelta(hours=48)
# Which of our columns names the source of which lines; the balance tells of the others' sum.
KINDS = {
    Payment.charge_id: ("charge", "payment"),
    Refund.gateway_id: ("refund", "refund_failure"),
    Payout.gateway_id: ("payout", "payout_cancel", "payout_failure"),
}

# Bound to one tenant: row-level security shows nothing else. Each row's text is one finding.
QUESTIONS = {
    "books balance": """
        SELECT format('ledger transaction %s is off by %s %s', transaction_id, sum(amount), currency)
        FROM public.ledger_entries GROUP BY transaction_id, currency HAVING sum(amount) <> 0""",
    "a captured payment has one charge in the books, and the other way round": """
        SELECT format('payment %s: captured %s, charges in the books %s', p.id, p.captured_at IS NOT NULL, count(t.id))
        FROM public.payments p
        LEFT JOIN public.ledger_transactions t ON t.kind = 'charge' AND t.external_ref = p.reference::text
        GROUP BY p.id, p.captured_at HAVING (p.captured_at IS NOT NULL)::int <> count(t.id)
        UNION ALL
        SELECT format('ledger transaction %s charges no payment', t.id) FROM public.ledger_transactions t
        WHERE t.kind = 'charge'
          AND NOT EXISTS (SELECT 1 FROM public.payments p WHERE p.reference::text = t.external_ref)""",
    "a charge in the books is what was paid": """
        SELECT format('payment %s is %s, its charge in the books %s', p.id, p.amount, -e.amount)
        FROM public.payments p
        JOIN public.ledger_transactions t ON t.kind = 'charge' AND t.external_ref = p.reference::text
        JOIN public.ledger_entries e ON e.transaction_id = t.id
        JOIN public.ledger_accounts a ON a.id = e.account_id AND a.code = p.income_account
        WHERE -e.amount <> p.amount OR e.currency <> p.currency""",
    "no lease is long dead": """
        SELECT format('the lease of payment %s ended %s', id, next_try_at) FROM public.payments
        WHERE state = 'charging' AND next_try_at < clock_timestamp() - interval '2 minutes'""",
    "nothing waits in the outbox": """
        SELECT format('outbox entry %s (%s) waits since %s', id, job, run_at) FROM public.outbox
        WHERE queue = 'payments' AND done_at IS NULL AND run_at < clock_timestamp() - interval '5 minutes'""",
    "nothing waits in the inbox": """
        SELECT format('event %s (%s) waits since %s', i.event_id, i.type, i.received_at)
        FROM public.webhook_inbox i JOIN public.connected_accounts c ON c.gateway_id = i.account
        WHERE i.processed_at IS NULL AND i.received_at < clock_timestamp() - interval '5 minutes'""",
    "no more is given back than was taken": """
        SELECT format('payment %s: refunded %s of %s', id, refunded_amount, amount) FROM public.payments
        WHERE refunded_amount > CASE WHEN captured_at IS NULL THEN 0 ELSE amount END""",
    "what went back of a payment is what its refunds say": """
        SELECT format('payment %s: refunded %s, its refunds make %s of %s', p.id, p.refunded_amount, s.back, p.amount)
        FROM public.payments p CROSS JOIN LATERAL (
            SELECT COALESCE(sum(amount) FILTER (WHERE state IN ('pending', 'succeeded')), 0) AS back,
                COALESCE(sum(amount) FILTER (WHERE state <> 'failed'), 0) AS asked
            FROM public.refunds WHERE payment_id = p.id) s
        WHERE p.refunded_amount <> s.back OR s.asked > p.amount""",
    "a refund in the books is one that was made, and the other way round": """
        SELECT format('refund %s (%s of %s): the books say %s', r.id, r.state, r.amount, b.given)
        FROM public.refunds r JOIN public.payments p ON p.id = r.payment_id CROSS JOIN LATERAL (
            SELECT COALESCE(-sum(e.amount), 0) AS given FROM public.ledger_transactions t
            JOIN public.ledger_entries e ON e.transaction_id = t.id
            JOIN public.ledger_accounts a ON a.id = e.account_id AND a.code = 'psp_balance'
            WHERE t.external_ref = r.reference::text AND t.kind IN ('refund', 'reversal')) b
        WHERE b.given <> CASE WHEN r.state IN ('pending', 'succeeded') THEN r.amount ELSE 0 END""",
    "no refund waits for long": """
        SELECT format('refund %s waits since %s', id, next_try_at) FROM public.refunds
        WHERE state = 'requested' AND next_try_at < clock_timestamp() - interval '10 minutes'""",
    "what banks hold of us is what disputes say": """
        SELECT format('disputes hold %s %s, the books %s', d.held, d.currency, COALESCE(b.held, 0)) FROM (
            SELECT p.currency, sum(d.withdrawn_amount - d.reinstated_amount) FILTER (WHERE d.state <> 'lost') AS held
            FROM public.disputes d JOIN public.payments p ON p.id = d.payment_id GROUP BY p.currency) d
        LEFT JOIN (
            SELECT a.currency, sum(e.amount) AS held FROM public.ledger_entries e
            JOIN public.ledger_accounts a ON a.id = e.account_id AND a.code = 'dispute_hold' GROUP BY a.currency) b
            ON b.currency = d.currency
        WHERE COALESCE(d.held, 0) <> COALESCE(b.held, 0)""",
    "amounts can be charged": """
        SELECT format('payment %s: %s %s is no step of %s', p.id, p.amount, p.currency, c.step)
        FROM public.payments p JOIN public.currencies c ON c.code = p.currency WHERE p.amount % c.step <> 0""",
    "a payout has taken its amount off the balance, or nothing": """
        SELECT format('payout %s is %s and has moved %s of %s', id, state, moved_amount, amount) FROM public.payouts
        WHERE moved_amount <> CASE WHEN state IN ('in_transit', 'paid') THEN amount ELSE 0 END
        UNION ALL
        SELECT format('payout %s has moved %s, the books say %s', p.id, p.moved_amount, COALESCE(-sum(e.amount), 0))
        FROM public.payouts p
        LEFT JOIN public.ledger_transactions t ON t.external_ref IN
            (format('payout:%s', p.reference), format('payout:%s:returned', p.reference))
        LEFT JOIN public.ledger_accounts a ON a.code = 'psp_balance' AND a.currency = p.currency
        LEFT JOIN public.ledger_entries e ON e.transaction_id = t.id AND e.account_id = a.id
        GROUP BY p.id, p.moved_amount HAVING p.moved_amount <> COALESCE(-sum(e.amount), 0)""",
    "no payout waits for two days to be sent": """
        SELECT format('payout %s was asked for %s', id, created_at) FROM public.payouts
        WHERE state = 'created' AND created_at < clock_timestamp() - interval '48 hours'""",
    "no card is tried more than 15 times in 30 days": """
        SELECT format('card %s was tried %s times', payment_method, count(*)) FROM public.gateway_calls
        WHERE operation = 'confirm' AND started_at > clock_timestamp() - interval '30 days'
        GROUP BY payment_method HAVING count(*) > 15""",
}


def ask(questions: dict[str, str]) -> list[str]:
    """Put questions to the database; every answer is a finding."""
    return [f"{name}: {row}" for name, sql in questions.items() for row in db.session.scalars(text(sql))]


@money_checks.offer(order=10)
def books_and_payments() -> list[str]:
    """What the database alone can tell."""
    return ask(QUESTIONS)


def provider_agrees(look_back: timedelta) -> list[str]:
    """The provider holds what the books say, and has lately charged, given back and moved what we know of."""
    account = ConnectedAccount.mine()
    if account is None:
        return []
    since = utcnow() - look_back
    lately = [finding for check in (_charges, _refunds, _movements) for finding in check(account.gateway_id, since)]
    return [*_balances(account.gateway_id), *lately]


def _balances(account: str) -> list[str]:
    theirs = gateway().balance(account)
    ours = {currency: amount for code, currency, amount in ledger.balances() if code == "psp_balance"}
    return [
        f"balance in {currency}: {theirs.get(currency, 0)} at the provider, {ours.get(currency, 0)} in the books"
        for currency in sorted({*theirs, *ours})
        if theirs.get(currency, 0) != ours.get(currency, 0)
    ]


def _charges(account: str, since: datetime) -> list[str]:
    """Charges since then; older ones have been compared before, and the balance tells of them all."""
    listed = awake(gateway().list_intents(account, since=since))
    theirs = {intent.id for intent in listed if intent.status == "succeeded"}
    captured = select(Payment.intent_id).where(Payment.captured_at.is_not(None), Payment.account == account)
    known = _ids(captured.where(Payment.intent_id.in_(theirs)))
    # A charge is made after its payment, so it is as young.
    ours = _ids(captured.where(Payment.created_at >= since))
    return [
        *(f"charge {intent} succeeded at the provider and is not captured" for intent in sorted(theirs - known)),
        *(f"charge {intent} is captured and did not succeed at the provider" for intent in sorted(ours - theirs)),
    ]


def _refunds(account: str, since: datetime) -> list[str]:
    """Refunds since then, each known here and as far as there."""
    theirs = {seen.id: seen for seen in awake(gateway().list_refunds(account, since=since))}
    known = select(Refund).where(Refund.gateway_id.in_(theirs))
    ours = {str(refund.gateway_id): refund for refund in db.session.scalars(known)}
    lost = [f"refund {id} was made at the provider and is not known" for id in sorted(theirs.keys() - ours.keys())]
    late = [id for id, refund in ours.items() if theirs[id].has_failed != (refund.state == "failed")]
    return [*lost, *(f"refund {id} is {ours[id].state}, at the provider {theirs[id].status}" for id in late)]


def _movements(account: str, since: datetime) -> list[str]:
    """Every line of the provider's balance is of a charge, refund or payout of ours two days later."""
    listed = gateway().list_movements(account, since=since - SETTLES_WITHIN, until=utcnow() - SETTLES_WITHIN)
    lines = list(awake(listed))
    return [
        f"{line.kind} of {line.net} {line.currency} at the provider ({line.id}) is of nothing we know"
        for name, kinds in KINDS.items()
        for line in _unknown(name, [line for line in lines if line.kind in kinds])
    ]


def _unknown(column: Any, lines: list[Movement]) -> list[Movement]:
    known = _ids(select(column).where(column.in_({line.source for line in lines})))
    return [line for line in lines if line.source not in known]


def _ids(intents: Select[str | None]) -> set[str]:
    return {intent_id for intent_id in db.session.scalars(intents) if intent_id}
