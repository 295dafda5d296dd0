"""Coupons: all of one's own, a new one, how long it holds."""

from __future__ import annotations

from flask import url_for
from sqlalchemy.orm import joinedload

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize, find, flash_ok, go, invalid, paginate, render

from ...models import Coupon
from ...selling.couponing import limit_coupon, make_coupon
from ...selling.forms import CouponForm, CouponLimitsForm
from ..blueprint import bp

NEW = "lms/studio/coupons/new.html"
EDIT = "lms/studio/coupons/edit.html"


@bp.get("/studio/coupons/")
@needs("courses.work")
def coupons():
    listed = Coupon.editable(current.user).options(joinedload(Coupon.course), joinedload(Coupon.bundle))
    return render("lms/studio/coupons/index.html", page=paginate(listed, per_page=50))


@bp.get("/studio/coupons/new")
@needs("courses.work")
def new_coupon():
    form = CouponForm(current.tenant.currency, seller=current.user, formdata=None, kind="percent")
    return render(NEW, form=form)


@bp.post("/studio/coupons/")
@needs("courses.work")
def create_coupon():
    form = CouponForm(current.tenant.currency, seller=current.user)
    if not form.validate():
        return invalid(NEW, form)
    try:
        coupon = make_coupon(current.user, **form.facts)
    except Invalid as refusal:
        form.refuse(refusal)
        return invalid(NEW, form)
    flash_ok(f"{coupon.code} can be used: {coupon.words}.")
    return go(url_for("lms.coupons"))


@bp.get("/studio/coupons/<int:id>")
@needs("courses.work")
def edit_coupon(id: int):
    coupon = _own(id)
    form = CouponLimitsForm(formdata=None, max_uses=coupon.max_uses)
    form.ends_at.show(coupon.ends_at)
    return render(EDIT, form=form, coupon=coupon)


@bp.post("/studio/coupons/<int:id>")
@needs("courses.work")
def update_coupon(id: int):
    coupon, form = _own(id), CouponLimitsForm()
    if not form.validate():
        return invalid(EDIT, form, coupon=coupon)
    try:
        limit_coupon(coupon, ends_at=form.ends_at.moment, max_uses=form.max_uses.data)
    except Invalid as refusal:
        form.refuse(refusal)
        return invalid(EDIT, form, coupon=coupon)
    flash_ok("Saved.")
    return go(url_for("lms.coupons"))


@bp.post("/studio/coupons/<int:id>/end")
@needs("courses.work")
def end_coupon(id: int):
    coupon = _own(id)
    coupon.end()
    flash_ok(f"{coupon.code} is over. Orders that were made with it keep it.")
    return go(url_for("lms.coupons"))


def _own(id: int) -> Coupon:
    coupon = find(Coupon, id=id)
    authorize(coupon.editable_by(current.user))
    return coupon
