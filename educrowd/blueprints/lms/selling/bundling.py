"""Making bundles of courses, and changing them; what was ordered keeps its price and its courses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.money import chargeable

from ..limits import MOST_IN_BUNDLE
from ..models import Bundle, Course, Order
from ..models.errors import BundleSold

MOST_SHOWN = 6
ACTS = {"draft": "bundle.unpublished", "published": "bundle.published", "archived": "bundle.archived"}


def on_sale(found: Select[Bundle], most: int = MOST_SHOWN) -> list[Bundle]:
    """Those of the latest of these that can be bought now, with their courses, in three queries."""
    bundles = db.session.scalars(found.options(Bundle.courses_option()).limit(most))
    return [bundle for bundle in bundles if bundle.is_for_sale]


def make_bundle(
    seller: Any, *, title: str, course_ids: Sequence[int], price_amount: int, summary: str = "", status: str = "draft"
) -> Bundle:
    """A bundle of courses that the seller may edit; Invalid names what does not fit."""
    bundle = Bundle(
        title=title,
        slug=Bundle.address_for(title),
        summary=summary,
        currency=current.tenant.currency,
        owner_id=seller.id,
        price_amount=price_amount,
    )
    bundle.hold(_courses(seller, course_ids, bundle))
    _check(bundle)
    db.session.add(bundle)
    db.session.flush()
    audit("bundle.created", subject=bundle)
    _become(bundle, status)
    return bundle


def change_bundle(
    bundle: Bundle, *, by: Any, course_ids: Sequence[int] | None = None, status: str | None = None, **facts: Any
) -> None:
    """Replace what is given: title, summary, price_amount, its courses, its status."""
    db.session.refresh(bundle, with_for_update=True)
    if course_ids is not None:
        bundle.hold(_courses(by, course_ids, bundle))
    for name, value in facts.items():
        setattr(bundle, name, value)
    _check(bundle)
    if facts or course_ids is not None:
        audit("bundle.changed", subject=bundle)
    _become(bundle, status or bundle.status)
    db.session.flush()


def delete_bundle(bundle: Bundle) -> None:
    """Only while nobody has ever ordered it; afterwards it is archived instead."""
    if db.session.scalar(select(Order.id).where(Order.bundle_id == bundle.id).limit(1)):
        raise BundleSold()
    audit("bundle.deleted", subject=bundle)
    db.session.delete(bundle)


def _courses(seller: Any, course_ids: Sequence[int], bundle: Bundle) -> list[Course]:
    """In the order given: the seller's own, and what the staff put into this bundle before."""
    held = {course.id: course for course in bundle.courses}
    own = Course.run(seller).where(Course.id.in_(course_ids)).order_by(None)
    known = held | {course.id: course for course in db.session.scalars(own)}
    if missing := set(course_ids) - set(known):
        raise Invalid("course_ids", f"Choose courses of your own: {min(missing)} is none.")
    return [known[id] for id in dict.fromkeys(course_ids)]


def _check(bundle: Bundle) -> None:
    chargeable(bundle.price_amount, bundle.currency, "price_amount")
    if len(bundle.places) < 2:
        raise Invalid("course_ids", "Choose two courses at least.")
    if len(bundle.places) > MOST_IN_BUNDLE:
        raise Invalid("course_ids", f"Choose {MOST_IN_BUNDLE} courses at most.")
    for course in bundle.courses:
        if course.currency != bundle.currency:
            raise Invalid("course_ids", f"“{course.title}” is sold in {course.currency}, not in {bundle.currency}.")
        if course.is_free:
            raise Invalid("course_ids", f"“{course.title}” is free. Give it a price first, or leave it out.")
    bundle.check_price()


def _become(bundle: Bundle, status: str) -> None:
    if status == bundle.status:
        return
    bundle.status = status
    if bundle.is_published and bundle.why_unsellable:
        raise Invalid("status", bundle.why_unsellable)
    audit(ACTS[status], subject=bundle)
