"""The page of one's order, and all of them."""

from __future__ import annotations

from flask import abort, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.limits import address, throttle
from educrowd.core.pages import go, paginate, privately, render

from ..models import Order
from ..selling import links
from ..selling.buying import look_again, payment_address
from .blueprint import bp


@bp.get("/orders/<public_id>")
@needs(PUBLIC)
def order(public_id: str):
    order, key = _order(public_id), links.key_of(public_id)
    is_mine = order.user_id == current.user.id
    return privately(render("lms/orders/show.html", order=order, key=key, is_mine=is_mine))


@bp.get("/orders/<public_id>/payment")
@needs(PUBLIC)
def pay_order(public_id: str):
    """Off to the provider's page; the order was written before, so a lost answer is asked for again."""
    throttle("60 per hour", "pay", address())
    return privately(go(payment_address(_order(public_id))))


@bp.get("/orders/<public_id>/return")
@needs(PUBLIC)
def returned_from_payment(public_id: str):
    """Back from the provider's page: ask what became of it; the webhook may have been quicker."""
    look_again(_order(public_id))
    return privately(go(links.page_of(public_id)))


@bp.get("/account/orders")
@needs(SIGNED_IN)
def my_orders():
    mine = select(Order).where(Order.user_id == current.user.id).order_by(Order.id.desc())
    page = paginate(mine.options(joinedload(Order.payment), joinedload(Order.course)))
    return render("lms/orders/index.html", page=page, page_of=links.page_of)


def _order(public_id: str) -> Order:
    """The order, for its buyer and for who holds its signed address."""
    order = db.session.scalar(select(Order).where(Order.public_id == public_id))
    key = request.args.get("key", "")
    if order is None or not (links.opens(key, public_id) or order.user_id == current.user.id):
        abort(404)
    return order
