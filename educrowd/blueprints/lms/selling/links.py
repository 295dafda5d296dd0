"""The signed addresses of orders, and what their forms carry."""

from __future__ import annotations

from educrowd.core.signed_pages import SignedPages

orders = SignedPages("order", "/orders")
page_of, opens, key_of = orders.page_of, orders.opens, orders.key_of
new_token, public_id_in = orders.new_token, orders.public_id_in
