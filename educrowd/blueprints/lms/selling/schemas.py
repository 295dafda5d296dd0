"""Coupons, quotes and orders as the API reads and shows them."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from educrowd.core.api import PageQuery, Resource, Schema, fields, validate

from ..limits import COUPON, MOST_IN_BUNDLE, SUMMARY, TITLE, USES
from ..models import Bundle, Course
from ..models.offered import STATUSES as OFFER_STATUSES
from ..models.order import STATES

CODE = r"^[A-Za-z0-9-]{3,40}\Z"
IDS = {"type": "array", "items": {"type": "integer"}, "example": [12, 15]}
ID_OR_NULL = {"type": ["integer", "null"], "example": 12}


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
    course_id = fields.Id(metadata={"description": "Left out with bundle_id: all that the site sells (for its staff)."})
    bundle_id = fields.Id(metadata={"description": "Instead of course_id: for this bundle alone."})
    starts_at = fields.Utc(load_default=None, allow_none=True)


class CouponOut(Resource):
    code = fields.String(metadata={"example": "SPRING-20"})
    percent = fields.Integer(allow_none=True)
    amount = fields.MinorUnits(allow_none=True)
    currency = fields.Currency()
    course_id = fields.Id(allow_none=True)
    bundle_id = fields.Id(allow_none=True)
    starts_at = fields.Utc(allow_none=True)
    ends_at = fields.Utc(allow_none=True)
    max_uses = fields.Integer(allow_none=True)
    uses = fields.Integer()
    state = fields.String(validate=validate.OneOf(("open", "later", "over", "used_up")))


class CouponQuery(PageQuery):
    course_id = fields.QueryId()
    bundle_id = fields.QueryId()
    sort = fields.Sort("created_at", "code", default="-created_at")


class BundleIn(Schema):
    title = fields.Text(TITLE, required=True, metadata={"example": "Both sides of the eyepiece"})
    summary = fields.Text(SUMMARY, blank=True)
    price_amount = fields.MinorUnits(minimum=1, required=True)
    course_ids = fields.List(
        fields.Id(), required=True, validate=validate.Length(2, MOST_IN_BUNDLE), metadata={"example": [12, 15]}
    )
    status = fields.String(validate=validate.OneOf(OFFER_STATUSES))


class BundleOut(Resource):
    title = fields.String(metadata={"example": "Both sides of the eyepiece"})
    slug = fields.String(metadata={"example": "both-sides-of-the-eyepiece"})
    summary = fields.String()
    status = fields.String(validate=validate.OneOf(OFFER_STATUSES))
    price_amount = fields.Integer(attribute="price.minor", metadata={"example": 60_00})
    sum_amount = fields.Integer(attribute="sum.minor", metadata={"description": "What its courses cost one by one."})
    currency = fields.Currency()
    owner_id = fields.Id()
    course_ids = fields.Function(lambda bundle: [place.course_id for place in bundle.places], metadata=IDS)
    is_for_sale = fields.Boolean(metadata={"description": "False as well while one of its courses cannot be bought."})


class BundleQuery(PageQuery):
    status = fields.String(validate=validate.OneOf(OFFER_STATUSES))
    sort = fields.Sort("created_at", "title", default="-created_at")


class CourseQuoteIn(Schema):
    course_id = fields.Id()
    bundle_id = fields.Id(metadata={"description": "Instead of course_id: a bundle."})
    coupon = fields.Text(COUPON, blank=True, load_default="", metadata={"example": "SPRING-20"})

    @ma.validates_schema
    def one_of_both(self, body: dict[str, Any], **_: Any) -> None:
        if ("course_id" in body) == ("bundle_id" in body):
            raise ma.ValidationError("Give a course_id or a bundle_id, one of them.", "course_id")


class CourseQuoteOut(Schema):
    course_ids = fields.Function(lambda quote: [course.id for course in quote.courses], metadata=IDS)
    had_course_ids = fields.Function(
        lambda quote: [course.id for course in quote.had],
        metadata=IDS | {"description": "Courses of a bundle that the buyer has already and does not pay for."},
    )
    course_id = fields.Function(
        lambda quote: quote.courses[0].id if isinstance(quote.offer, Course) else None, metadata=ID_OR_NULL
    )
    bundle_id = fields.Function(
        lambda quote: quote.offer.id if isinstance(quote.offer, Bundle) else None, metadata=ID_OR_NULL
    )
    price_amount = fields.Integer(attribute="price.minor", metadata={"example": 49_00})
    discount_amount = fields.Integer(attribute="discount.minor", metadata={"example": 9_80})
    total_amount = fields.Integer(attribute="total.minor", metadata={"example": 39_20})
    currency = fields.String(attribute="price.currency", metadata={"example": "EUR"})


class OrderIn(CourseQuoteIn):
    total_amount = fields.MinorUnits(
        metadata={"description": "The total that the buyer was shown; another price is refused as `price_changed`."}
    )
    currency = fields.Currency(metadata={"description": "The currency that the buyer was shown, refused likewise."})
    email = fields.Email(metadata={"description": "A guest's address; not needed when signed in."})
    name = fields.Text(TITLE, blank=True, load_default="")


class OrderLineOut(Schema):
    course_id = fields.Id()
    title = fields.String(metadata={"example": "Reading the Night Sky"})
    price_amount = fields.MinorUnits(metadata={"description": "What the course cost alone."})
    amount = fields.MinorUnits(metadata={"description": "Its part of the total."})


class OrderOut(Resource):
    course_id = fields.Id(allow_none=True)
    bundle_id = fields.Id(allow_none=True)
    lines = fields.List(fields.Nested(OrderLineOut))
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
    course_id = fields.QueryId()
    bundle_id = fields.QueryId()
    state = fields.String(validate=validate.OneOf(STATES))
    sort = fields.Sort("created_at", default="-created_at")
