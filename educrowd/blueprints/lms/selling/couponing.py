"""Making coupons, and how long they hold."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.money import whole

from ..access import find
from ..models import Bundle, Coupon, Course

CODE = re.compile(r"[A-Z0-9-]{3,40}")


def make_coupon(
    seller: Any,
    *,
    code: str,
    course_id: int | None = None,
    bundle_id: int | None = None,
    percent: int | None = None,
    amount: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    max_uses: int | None = None,
) -> Coupon:
    """A coupon for a course or bundle of the seller's, or by the staff for everything; Invalid names what is wrong."""
    offer = _offer(seller, course_id, bundle_id)
    _check(code.upper(), percent, amount, starts_at, ends_at)
    coupon = Coupon(
        code=code.upper(),
        percent=percent,
        amount=amount,
        currency=offer.currency if offer else current.tenant.currency,
        course_id=course_id,
        bundle_id=bundle_id,
        starts_at=starts_at,
        ends_at=ends_at,
        max_uses=max_uses,
        creator_id=seller.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(coupon)
    except IntegrityError:
        raise Invalid("code", "There is a coupon with this code already.") from None
    audit("coupon.created", subject=coupon)
    return coupon


def limit_coupon(coupon: Coupon, *, ends_at: datetime | None, max_uses: int | None) -> None:
    """Change how long it holds and how often; what it takes off stays as it was promised."""
    db.session.refresh(coupon, with_for_update=True)
    if max_uses is not None and max_uses < coupon.uses:
        raise Invalid("max_uses", f"It was used {coupon.uses} times already.")
    if ends_at and coupon.starts_at and ends_at <= coupon.starts_at:
        raise Invalid("ends_at", "It ends before it begins.")
    coupon.ends_at, coupon.max_uses = ends_at, max_uses
    audit("coupon.changed", subject=coupon)


def _offer(seller: Any, course_id: int | None, bundle_id: int | None) -> Course | Bundle | None:
    if course_id is None and bundle_id is None:
        if not seller.can("courses.manage"):
            raise Invalid("course_id", "Choose one of your courses or bundles.")
        return None
    if course_id is not None and bundle_id is not None:
        raise Invalid("bundle_id", "A coupon holds for a course or a bundle, not for both.")
    offer = find(course_id) if course_id is not None else _bundle(bundle_id)
    if offer is None or not offer.run_by(seller):
        field, noun = ("course_id", "courses") if course_id is not None else ("bundle_id", "bundles")
        raise Invalid(field, f"Choose one of your {noun}.")
    return offer


def _bundle(bundle_id: int | None) -> Bundle | None:
    return db.session.scalars(select(Bundle).where(Bundle.id == bundle_id)).one_or_none()


def _check(code: str, percent: int | None, amount: int | None, starts_at: Any, ends_at: Any) -> None:
    if not CODE.fullmatch(code):
        raise Invalid("code", "A code has 3 to 40 letters, digits and hyphens.")
    if (percent is None) == (amount is None):
        raise Invalid("percent", "A coupon takes off a percentage or an amount, one of them.")
    if amount is not None:
        whole(amount)
    if ends_at and ends_at <= (starts_at or utcnow()):
        raise Invalid("ends_at", "It would be over before it begins.")
