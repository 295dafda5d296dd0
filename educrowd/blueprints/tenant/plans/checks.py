"""The invariants of plans: what was paid for them stands in the platform's book, and the provider agrees."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core.db import db, utcnow
from educrowd.core.payments.checks import ask
from educrowd.core.payments.gateway import gateway
from educrowd.core.registry import money_checks

from ..models import PlanDispute, PlanInvoice, Subscription
from .settling import LATELY

QUESTIONS = {
    "what was paid for a plan is in the platform's book, and the other way round": """
        WITH book AS (SELECT split_part(external_ref, ':', 1) AS name,
            COALESCE(sum(amount) FILTER (WHERE kind = 'plan'), 0) AS paid,
            COALESCE(sum(amount) FILTER (WHERE kind = 'plan_processing'), 0) AS cost,
            COALESCE(sum(amount) FILTER (WHERE kind = 'plan_refund'), 0) AS back
            FROM public.platform_entries WHERE kind LIKE 'plan%' GROUP BY 1)
        SELECT format('invoice %s: paid %s, the book says %s', COALESCE(i.number, b.name), i.paid_amount, b.paid)
        FROM public.plan_invoices i FULL JOIN book b ON b.name = i.gateway_id
        WHERE (COALESCE(i.paid_amount, 0), COALESCE(i.processing_fee, 0), COALESCE(i.refunded_amount, 0))
            <> (COALESCE(b.paid, 0), COALESCE(b.cost, 0), COALESCE(b.back, 0))""",
    "what banks hold of plans, took and gave back is in the platform's book": """
        WITH book AS (SELECT split_part(external_ref, ':', 1) AS name,
            COALESCE(sum(amount) FILTER (WHERE kind = 'plan_dispute'), 0) AS gone,
            COALESCE(sum(amount) FILTER (WHERE kind = 'plan_dispute_won'), 0) AS back,
            COALESCE(sum(amount) FILTER (WHERE kind = 'plan_dispute_lost'), 0) AS lost,
            COALESCE(sum(CASE debit WHEN 'dispute_fees' THEN amount ELSE -amount END)
                FILTER (WHERE kind = 'plan_dispute_fee'), 0) AS fees
            FROM public.platform_entries WHERE kind LIKE 'plan_dispute%' GROUP BY 1),
        disputed AS (SELECT i.gateway_id AS name, sum(d.withdrawn_amount) AS gone, sum(d.reinstated_amount) AS back,
            COALESCE(sum(d.withdrawn_amount - d.reinstated_amount) FILTER (WHERE d.state = 'lost'), 0) AS lost,
            sum(d.fee_amount) AS fees
            FROM public.plan_disputes d JOIN public.plan_invoices i ON i.id = d.invoice_id GROUP BY 1)
        SELECT format('invoice %s: its disputes say %s, the book %s', name,
            (d.gone, d.back, d.lost, d.fees), (b.gone, b.back, b.lost, b.fees))
        FROM disputed d FULL JOIN book b USING (name)
        WHERE (COALESCE(d.gone, 0), COALESCE(d.back, 0), COALESCE(d.lost, 0), COALESCE(d.fees, 0))
            <> (COALESCE(b.gone, 0), COALESCE(b.back, 0), COALESCE(b.lost, 0), COALESCE(b.fees, 0))""",
    "a site has the plan that it pays for": """
        SELECT format('it pays for %s and has %s', s.plan_code, t.subscription_plan) FROM public.subscriptions s
        JOIN public.tenants t ON t.id = s.tenant_id
        WHERE s.state IN ('trialing', 'active', 'past_due', 'unpaid') AND s.plan_code <> t.subscription_plan""",
    "no wish about the plan waits for long": """
        SELECT format('%s %s waits since %s', kind, reference, created_at) FROM public.plan_requests
        WHERE state = 'open' AND kind IN ('change', 'cancel', 'resume')
          AND created_at < clock_timestamp() - interval '10 minutes'""",
    "no change waits longer for its owner than the provider lets it": """
        SELECT format('change %s waits since %s', reference, updated_at) FROM public.plan_requests
        WHERE state = 'action_required' AND updated_at < clock_timestamp() - interval '2 days'""",
}


@money_checks.offer(order=14)
def plans_are_booked() -> list[str]:
    """What the database alone can tell."""
    return ask(QUESTIONS)


@money_checks.offer(order=91)
def provider_agrees_on_plans() -> list[str]:
    """Every invoice that the provider has been paid is known as paid, to the amount, and so is what banks took back."""
    mine = Subscription.mine()
    if mine is None or mine.customer_id is None:
        return []
    theirs = {each.id: each.paid for each in gateway().list_plan_invoices(mine.customer_id) if each.paid}
    paid = select(PlanInvoice.gateway_id, PlanInvoice.paid_amount).where(PlanInvoice.paid_amount > 0)
    return [*_differences("plan invoice", theirs, dict(db.session.execute(paid).all())), *_disputes()]


def _disputes() -> list[str]:
    """The provider lists those of all sites; this site's are of its charges."""
    charges = set(db.session.scalars(select(PlanInvoice.charge_id).where(PlanInvoice.charge_id.is_not(None))))
    listed = gateway().list_plan_disputes(since=utcnow() - LATELY) if charges else ()
    theirs = {
        each.id: (each.status, -sum(moved.amount for moved in each.movements))
        for each in listed
        if each.charge in charges
    }
    known = db.session.scalars(select(PlanDispute).where(PlanDispute.gateway_id.in_(theirs)))
    return _differences(
        "dispute of a plan", theirs, {each.gateway_id: (each.state, each.held_amount) for each in known}
    )


def _differences(what: str, theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    return [
        f"{what} {name}: {theirs.get(name, 0)} at the provider, {ours.get(name, 0)} here"
        for name in sorted({*theirs, *ours})
        if theirs.get(name, 0) != ours.get(name, 0)
    ]
