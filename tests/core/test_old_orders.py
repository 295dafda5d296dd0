"""Orders that are older than bundles: what they were for becomes a line, and back, until a bundle was ordered."""

from __future__ import annotations

import re
from collections.abc import Callable
from subprocess import CalledProcessError

import pytest

from tests.core.spare import ask, do
from tests.services import PROJECT, DatabaseUrls

[BUNDLES] = (PROJECT / "migrations/shared/versions").glob("*_bundles.py")
BEFORE = re.search(r'^down_revision = "(\d+)"', BUNDLES.read_text(), re.MULTILINE)[1]
SOLD = """
INSERT INTO public.tenants (id, slug, name, status) VALUES (7, 'old-shop', 'Old shop', 'active');
INSERT INTO public.users (id, email, username) VALUES (7, 'ada@example.org', 'ada');
INSERT INTO public.courses (tenant_id, id, slug, title, price_amount, currency, instructor_id)
  VALUES (7, 1, 'stars', 'Stars', 4000, 'USD', 7), (7, 2, 'moon', 'Moon', 3000, 'USD', 7);
INSERT INTO public.coupons (tenant_id, id, code, percent, currency, creator_id)
  VALUES (7, 1, 'ALL-OF-IT', 100, 'USD', 7);
INSERT INTO public.payments (tenant_id, id, reference, purpose, user_id, description, income_account, amount, currency,
    account, customer, payment_method)
  VALUES (7, 1, gen_random_uuid(), 'course_sale', 7, 'Stars', 'course_income', 3900, 'USD', 'acct', 'cus', 'pm'),
    (7, 2, gen_random_uuid(), 'course_sale', 7, 'Stars', 'course_income', 4000, 'USD', 'acct', 'cus', 'pm');
INSERT INTO public.orders (tenant_id, id, public_id, user_id, course_id, coupon_id, payment_id, title, price_amount,
    discount_amount, total_amount, currency)
  VALUES (7, 1, 'paid', 7, 1, NULL, 1, 'Stars, as they were', 3900, 0, 3900, 'USD'),
    (7, 2, 'free', 7, 2, 1, NULL, 'Moon', 3000, 3000, 0, 'USD');
UPDATE public.orders SET state = 'paid', paid_at = now();
UPDATE public.orders SET state = 'refunded' WHERE id = 1;
INSERT INTO public.orders (tenant_id, id, public_id, user_id, course_id, payment_id, title, price_amount,
    total_amount, currency)
  VALUES (7, 3, 'left', 7, 1, 2, 'Stars', 4000, 4000, 'USD');
"""
ORDERS = "SELECT (to_jsonb(o) - 'bundle_id')::text FROM public.orders o ORDER BY id"
LINES = """SELECT concat_ws('|', order_id, course_id, user_id, title, price_amount, amount, is_live)
FROM public.order_lines ORDER BY order_id"""
BUNDLED = """
INSERT INTO public.bundles (tenant_id, id, slug, title, price_amount, currency, owner_id)
  VALUES (7, 1, 'sky', 'Sky', 6000, 'USD', 7);
INSERT INTO public.coupons (tenant_id, id, code, percent, currency, creator_id, bundle_id)
  VALUES (7, 2, 'SKY', 50, 'USD', 7, 1);
"""
ORDERED = """
INSERT INTO public.users (id, email, username) VALUES (8, 'ben@example.org', 'ben');
INSERT INTO public.orders (tenant_id, id, public_id, user_id, bundle_id, coupon_id, title, price_amount,
    discount_amount, total_amount, currency) VALUES (7, 4, 'sky', 8, 1, 1, 'Sky', 6000, 6000, 0, 'USD');
INSERT INTO public.order_lines (tenant_id, order_id, course_id, user_id, title, price_amount, amount)
  VALUES (7, 4, 1, 8, 'Stars', 4000, 0), (7, 4, 2, 8, 'Moon', 3000, 0);
"""


def test_old_orders_keep_what_they_were_for_through_the_upgrade_and_back(
    spare: DatabaseUrls, flask: Callable[..., object]
):
    flask("db", "downgrade", BEFORE)
    do(spare, SOLD)
    before = ask(spare, ORDERS)
    flask("db", "upgrade")
    lines = ["1|1|7|Stars, as they were|3900|3900|f", "2|2|7|Moon|3000|0|t", "3|1|7|Stars|4000|4000|t"]
    assert ask(spare, ORDERS) == before and ask(spare, LINES) == lines
    do(spare, BUNDLED)
    flask("db", "downgrade", BEFORE)
    assert ask(spare, ORDERS) == before
    assert ask(spare, "SELECT code FROM public.coupons") == ["ALL-OF-IT"]
    flask("db", "upgrade")
    assert ask(spare, LINES) == lines
    # A way back would throw away what was bought as a bundle, so there is none.
    do(spare, BUNDLED + ORDERED)
    with pytest.raises(CalledProcessError) as refused:
        flask("db", "downgrade", BEFORE)
    assert "bundles were ordered" in refused.value.stderr.decode()
    assert len(ask(spare, LINES)) == 5
