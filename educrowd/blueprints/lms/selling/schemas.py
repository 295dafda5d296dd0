"""Coupons, quotes and orders as the API reads and shows them."""

from __future__ import annotations

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..limits import COUPON, TITLE, USES
from ..models.order import STATES

CODE = r"^[A-Za-z0-9-]{3,40}\Z"
SOME_ID = validate.Range(1, fields.BIGINT_MAX)


class CouponLimits(Schema):
    ends_at = fields.Utc(load_default=None, allow_none=True)
    max_uses = fields.Integer(
        strict=True,
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, USES),
        metadata={"description": "How often it can be used, once for each person; null: no limit."},
    )


class CouponIn(CouponLimits):
    code = fields.String(required=True, validate=validate.Regexp(CODE), metadata={"example": "SPRING-20"})
    percent = fields.Integer(strict=True, validate=validate.Range(1, 100), metadata={"example": 20})
    amount = fields.MinorUnits(minimum=1, metadata={"description": "Instead of percent: so many minor units off."})
    course_id = fields.Id(metadata={"description": "Left out: every course of the site (for its staff)."})
    starts_at = fields.Utc(load_default=None, allow_none=True)


class CouponOut(Resource):
    code = fields.String(metadata={"example": "SPRING-20"})
    percent = fields.Integer(allow_none=True)
    amount = fields.MinorUnits(allow_none=True)
    currency = fields.Currency()
    course_id = fields.Id(allow_none=True)
    starts_at = fields.Utc(allow_none=True)
    ends_at = fields.Utc(allow_none=True)
    max_uses = fields.Integer(allow_none=True)
    uses = fields.Integer()
    state = fields.String(validate=validate.OneOf(("open", "later", "over", "used_up")))


class CouponQuery(PageQuery):
    course_id = fields.Integer(validate=SOME_ID)
    sort = fields.Sort("created_at", "code", default="-created_at")


class CourseQuoteIn(Schema):
    course_id = fields.Id(required=True)
    coupon = fields.Text(COUPON, blank=True, load_default="", metadata={"example": "SPRING-20"})


class CourseQuoteOut(Schema):
    course_id = fields.Integer(attribute="course.id")
    price_amount = fields.Integer(attribute="price.minor", metadata={"example": 49_00})
    discount_amount = fields.Integer(attribute="discount.minor", metadata={"example": 9_80})
    total_amount = fields.Integer(attribute="total.minor", metadata={"example": 39_20})
    currency = fields.String(attribute="price.currency", metadata={"example": "EUR"})


class OrderIn(CourseQuoteIn):
    total_amount = fields.MinorUnits(
        metadata={"description": "The total that the buyer was shown; another price is refused as `price_changed`."}
    )
    email = fields.Email(metadata={"description": "A guest's address; not needed when signed in."})
    name = fields.Text(TITLE, blank=True, load_default="")


class OrderOut(Resource):
    course_id = fields.Id()
    user_id = fields.Id()
    state = fields.String(validate=validate.OneOf(STATES))
    title = fields.String(metadata={"example": "Reading the Night Sky"})
    price_amount = fields.MinorUnits()
    discount_amount = fields.MinorUnits()
    total_amount = fields.MinorUnits()
    currency = fields.Currency()
    coupon = fields.String(attribute="coupon.code", dump_default=None, allow_none=True)
    paid_at = fields.Utc(allow_none=True)
    payment_url = fields.Function(
        lambda order: order.fresh_payment_url,
        metadata={"type": ["string", "null"], "description": "Told to who orders, once: where to pay."},
    )


class OrderRefundIn(Schema):
    amount = fields.MinorUnits(minimum=1, metadata={"description": "Left out: all that is left."})


class OrderQuery(PageQuery):
    course_id = fields.Integer(validate=SOME_ID)
    state = fields.String(validate=validate.OneOf(STATES))
    sort = fields.Sort("created_at", default="-created_at")
