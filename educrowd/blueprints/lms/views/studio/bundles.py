"""Bundles in the studio: all of one's own, a new one, its courses and price, its status."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Invalid, Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, invalid, paginate, render

from ...models import Bundle
from ...selling.bundle_forms import BundleForm
from ...selling.bundling import change_bundle, delete_bundle, make_bundle
from ..blueprint import bp

NEW = "lms/studio/bundles/new.html"
EDIT = "lms/studio/bundles/edit.html"
SAID = {"published": "Published. Everyone can buy it.", "draft": "Back to a draft.", "archived": "Archived."}


@bp.get("/studio/bundles/")
@needs("courses.create")
def bundles():
    listed = Bundle.editable(current.user).options(Bundle.courses_option())
    return render("lms/studio/bundles/index.html", page=paginate(listed, per_page=50))


@bp.get("/studio/bundles/new")
@needs("courses.create")
def new_bundle():
    return render(NEW, form=BundleForm(current.tenant.currency, seller=current.user, formdata=None))


@bp.post("/studio/bundles/")
@needs("courses.create")
def create_bundle():
    form = BundleForm(current.tenant.currency, seller=current.user)
    if not form.validate():
        return invalid(NEW, form)
    try:
        bundle = make_bundle(current.user, **form.facts)
    except Invalid as refusal:
        return _refused(NEW, form, refusal)
    flash_ok("It is a draft: have a look, then publish it.")
    return go(url_for("lms.edit_bundle", id=bundle.id))


@bp.get("/studio/bundles/<int:id>")
@needs("courses.create")
def edit_bundle(id: int):
    bundle = _own(id)
    form = BundleForm(bundle.currency, seller=current.user, bundle=bundle, formdata=None, obj=bundle)
    form.price.show(bundle.price_amount, bundle.currency)
    form.course_ids.data = [course.id for course in bundle.courses]
    return render(EDIT, form=form, bundle=bundle)


@bp.post("/studio/bundles/<int:id>")
@needs("courses.create")
def update_bundle(id: int):
    bundle = _own(id)
    form = BundleForm(bundle.currency, seller=current.user, bundle=bundle)
    if not form.validate():
        return invalid(EDIT, form, bundle=bundle)
    try:
        change_bundle(bundle, by=current.user, **form.facts)
    except Invalid as refusal:
        return _refused(EDIT, form, refusal, bundle=bundle)
    flash_ok("Saved. Orders that were made before keep what they are for.")
    return go(url_for("lms.edit_bundle", id=bundle.id))


@bp.post("/studio/bundles/<int:id>/status")
@needs("courses.create")
def change_bundle_status(id: int):
    bundle, status = _own(id), request.form.get("status", "")
    if status not in SAID:
        abort(400)
    change_bundle(bundle, by=current.user, status=status)
    flash_ok(SAID[status])
    return go(url_for("lms.edit_bundle", id=bundle.id))


@bp.post("/studio/bundles/<int:id>/deletion")
@needs("courses.create")
def remove_bundle(id: int):
    bundle = _own(id)
    try:
        delete_bundle(bundle)
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("lms.edit_bundle", id=id))
    flash_ok(f"“{bundle.title}” is deleted.")
    return go(url_for("lms.bundles"))


def _refused(page: str, form: BundleForm, refusal: Invalid, **context: Any) -> Response:
    refusal.field = {"price_amount": "price"}.get(refusal.field or "", refusal.field)
    form.refuse(refusal)
    return invalid(page, form, **context)


def _own(id: int) -> Bundle:
    bundle = find(Bundle, id=id)
    authorize(bundle.editable_by(current.user))
    return bundle
