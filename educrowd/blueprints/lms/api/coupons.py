"""Coupons: list, make, read, limit, end."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db

from ..models import Coupon
from ..selling.couponing import limit_coupon, make_coupon
from ..selling.schemas import CouponIn, CouponLimits, CouponOut, CouponQuery
from .blueprint import lms


@lms.route("/coupons/")
class Coupons(MethodView):
    @lms.arguments(CouponQuery, location="query")
    @lms.page(CouponOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any]) -> Select[Coupon]:
        """The coupons of one's courses and bundles; all of them for the staff."""
        listed = Coupon.editable(current.user).order_by(None)
        return listed.filter_by(**{name: query[name] for name in ("course_id", "bundle_id") if name in query})

    @lms.arguments(CouponIn)
    @lms.created(CouponOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any]) -> Coupon:
        """Make a coupon for a course or bundle of one's own, or as staff for all that is sold."""
        return make_coupon(current.user, **body)


@lms.route("/coupons/<int:id>/")
class OneCoupon(MethodView):
    @lms.response(200, CouponOut)
    @needs("courses.work")
    def get(self, id: int) -> Coupon:
        """One coupon."""
        return _own(id)

    @lms.arguments(CouponLimits)
    @lms.response(200, CouponOut)
    @needs("courses.work")
    def put(self, body: dict[str, Any], id: int) -> Coupon:
        """Set how long it holds and how often; what it takes off stays as it was promised."""
        coupon = _own(id)
        limit_coupon(coupon, **body)
        return coupon

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """End it; orders that were made with it keep it."""
        _own(id).end()


def _own(id: int) -> Coupon:
    return db.session.scalars(Coupon.editable(current.user).where(Coupon.id == id)).one_or_none() or abort(404)
