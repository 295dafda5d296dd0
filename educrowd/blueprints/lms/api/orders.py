"""Buying: a quote, an order, and what became of it."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from flask import abort, request
from flask.views import MethodView
from sqlalchemy import Select
from sqlalchemy.orm import joinedload, selectinload

from educrowd.blueprints.auth.models import User
from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.limits import address, throttle

from ..models import Bundle, Course, Order
from ..selling.buying import Wish, guest, place_order
from ..selling.links import page_of
from ..selling.quoting import Quote, had_of, quote
from ..selling.returned import refund_order
from ..selling.schemas import CourseQuoteIn, CourseQuoteOut, OrderIn, OrderOut, OrderQuery, OrderRefundIn
from .blueprint import lms


@lms.route("/quotes/")
class Quotes(MethodView):
    @lms.arguments(CourseQuoteIn)
    @lms.response(200, CourseQuoteOut)
    @needs(PUBLIC, unpaid=True)
    def post(self, body: dict[str, Any]) -> Quote:
        """What a course or a bundle costs this buyer now, with a coupon or without; promises nothing."""
        throttle("60 per 5 minutes", "coupon", address())
        offer = _offer(body)
        return quote(offer, body["coupon"], had=had_of(offer, current.user))


@lms.route("/orders/")
class Orders(MethodView):
    @lms.arguments(OrderQuery, location="query")
    @lms.page(OrderOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> Select[Order]:
        """One's own orders; those of one's courses, and all of them for the staff."""
        filters = {name: query[name] for name in ("course_id", "bundle_id", "state") if name in query}
        beside = selectinload(Order.lines), joinedload(Order.coupon)
        return Order.visible(current.user).filter_by(**filters).options(*beside)

    @lms.arguments(OrderIn)
    @lms.created(OrderOut)
    @needs(PUBLIC)
    def post(self, body: dict[str, Any]) -> Order:
        """Order a course or a bundle, then pay at `payment_url`. With the same Idempotency-Key a repeat orders once."""
        if "Idempotency-Key" not in request.headers:
            raise Invalid("Idempotency-Key", "Send an Idempotency-Key: a course must not be bought twice.")
        throttle("60 per hour", "order", address())
        offer = _offer(body)
        wish = Wish(
            *(token_urlsafe(12), body.get("total_amount"), body["coupon"], _typed_name(body)),
            currency_seen=body.get("currency", ""),
        )
        order = place_order(offer, _buyer(offer, body), wish)
        order.fresh_payment_url = page_of(order.public_id, "payment") if order.is_pending else None  # pyright: ignore
        return order


@lms.route("/orders/<int:id>/")
class OneOrder(MethodView):
    @lms.response(200, OrderOut)
    @needs(SIGNED_IN)
    def get(self, id: int) -> Order:
        """One order."""
        return db.session.scalars(Order.visible(current.user).where(Order.id == id)).one_or_none() or abort(404)


@lms.route("/orders/<int:id>/refunds/")
class OrderRefunds(MethodView):
    @lms.arguments(OrderRefundIn)
    @lms.response(202, OrderOut)
    @needs("money.refund", unpaid=True)
    def post(self, body: dict[str, Any], id: int) -> Order:
        """Give back an order, all of it or so much; all of it closes its courses. Asking again gives back once."""
        order = db.session.scalars(Order.visible(current.user).where(Order.id == id)).one_or_none() or abort(404)
        refund_order(order, by=current.user, amount=body.get("amount"))
        return order


def _offer(body: dict[str, Any]) -> Course | Bundle:
    kind, name = (Bundle, "bundle") if "bundle_id" in body else (Course, "course")
    offer = db.session.scalars(kind.visible(current.user).where(kind.id == body[f"{name}_id"])).one_or_none()
    if offer is None:
        raise Invalid(f"{name}_id", f"No {name} has this id.")
    return offer


def _typed_name(body: dict[str, Any]) -> str | None:
    return None if current.user.is_authenticated else body["name"]


def _buyer(offer: Course | Bundle, body: dict[str, Any]) -> User:
    if current.user.is_authenticated:
        return current.user
    if "email" not in body:
        raise Invalid("email", "Log in, or give an email address to buy as a guest.")
    return guest(offer, body["email"], body["name"])
