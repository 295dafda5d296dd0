"""The invariants of orders and coupons, for `flask money check`."""

from __future__ import annotations

from educrowd.core.payments.checks import ask
from educrowd.core.registry import money_checks

from ..models.order import HOLDS_COUPON, PURPOSE

QUESTIONS = {
    "a paid order is a captured payment of its total, or cost nothing": """
        SELECT format('order %s is %s, its payment %s', o.id, o.state, p.state) FROM public.orders o
        JOIN public.payments p ON p.id = o.payment_id
        LEFT JOIN public.owed_refunds w ON w.payment_id = p.id
        WHERE (o.state IN ('paid', 'refunded')) <> (p.captured_at IS NOT NULL AND w.id IS NULL)
          OR (o.state = 'refunded') <> (p.state = 'refunded' AND w.id IS NULL)
          OR p.amount <> o.total_amount OR p.currency <> o.currency
        UNION ALL
        SELECT format('order %s cost nothing and is %s', id, state) FROM public.orders
        WHERE total_amount = 0 AND state <> 'paid'""",
    "a course is paid by an order": f"""
        SELECT format('payment %s belongs to no order', p.id) FROM public.payments p
        WHERE p.purpose = '{PURPOSE}' AND NOT EXISTS (SELECT 1 FROM public.orders o WHERE o.payment_id = p.id)""",
    "a coupon was used as often as orders say": f"""
        SELECT format('coupon %s: used %s times, %s orders hold it', c.code, c.uses, count(o.id))
        FROM public.coupons c LEFT JOIN public.orders o ON o.coupon_id = c.id AND o.{HOLDS_COUPON}
        GROUP BY c.id, c.code, c.uses HAVING c.uses <> count(o.id)""",
    "no order waits for long": """
        SELECT format('order %s waits since %s', id, created_at) FROM public.orders
        WHERE state = 'pending' AND created_at < clock_timestamp() - interval '2 hours'""",
    "who has paid has each course of the order, who was refunded has none of them from it": """
        SELECT format('order %s is %s, its seat in course %s is %s', o.id, o.state, n.course_id,
            CASE WHEN e.id IS NULL THEN 'missing' ELSE 'open' END)
        FROM public.orders o JOIN public.order_lines n ON n.order_id = o.id
        LEFT JOIN public.entitlements e ON e.source = format('order:%s', o.id) AND e.kind = 'course'
            AND e.subject_id = n.course_id AND e.user_id = o.user_id AND e.revoked_at IS NULL
        WHERE (o.state = 'paid') <> (e.id IS NOT NULL)
        UNION ALL
        SELECT format('%s gives course %s, which it is not for', e.source, e.subject_id)
        FROM public.orders o JOIN public.entitlements e ON e.source = format('order:%s', o.id)
        WHERE e.revoked_at IS NULL AND NOT EXISTS (SELECT 1 FROM public.order_lines n
            WHERE n.order_id = o.id AND e.kind = 'course' AND n.course_id = e.subject_id)""",
    "an order's courses make its total, and cost no less one by one": """
        SELECT format('order %s is over %s of %s, its %s lines make %s of %s', o.id, o.total_amount, o.price_amount,
            count(n.id), sum(n.amount), sum(n.price_amount))
        FROM public.orders o LEFT JOIN public.order_lines n ON n.order_id = o.id
        GROUP BY o.id, o.total_amount, o.price_amount
        HAVING sum(n.amount) IS DISTINCT FROM o.total_amount OR sum(n.price_amount) < o.price_amount""",
    "a course is being sold to a person by one order": """
        SELECT format('order %s is %s, its line %s is %s', o.id, o.state, n.id, n.is_live)
        FROM public.orders o JOIN public.order_lines n ON n.order_id = o.id
        WHERE n.is_live <> (o.state IN ('pending', 'paid') AND n.succeeded_at IS NULL) OR n.user_id <> o.user_id""",
    "only what was paid gives way to a later order, and to one": """
        SELECT format('line %s of order %s, which is %s, was succeeded by %s orders', n.id, o.id, o.state, (
            SELECT count(*) FROM public.order_lines l WHERE l.course_id = n.course_id AND l.user_id = n.user_id
                AND l.order_id > n.order_id))
        FROM public.orders o JOIN public.order_lines n ON n.order_id = o.id
        WHERE n.succeeded_at IS NOT NULL AND (o.paid_at IS NULL OR NOT EXISTS (
            SELECT 1 FROM public.order_lines l WHERE l.course_id = n.course_id AND l.user_id = n.user_id
                AND l.order_id > n.order_id))""",
}


@money_checks.offer(order=30)
def orders_and_coupons() -> list[str]:
    """What the database can tell about what was sold."""
    return ask(QUESTIONS)
