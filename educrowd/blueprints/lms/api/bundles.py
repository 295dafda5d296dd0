"""Bundles: list, make, read, change, delete."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import partial
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize

from ..models import Bundle
from ..selling.bundling import change_bundle, delete_bundle, make_bundle
from ..selling.schemas import BundleIn, BundleOut, BundleQuery
from .blueprint import lms


@lms.route("/bundles/")
class Bundles(MethodView):
    @lms.arguments(BundleQuery, location="query")
    @lms.page(BundleOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> Select[Bundle]:
        """What is published; makers see their drafts as well."""
        listed = Bundle.visible(current.user).options(Bundle.courses_option())
        return listed.filter_by(status=query["status"]) if "status" in query else listed

    @lms.arguments(BundleIn)
    @lms.created(BundleOut)
    @needs("courses.create")
    def post(self, body: dict[str, Any]) -> Bundle:
        """Make a bundle of one's own courses; it may cost no more than they do one by one."""
        return make_bundle(current.user, **body)


@lms.route("/bundles/<int:id>/")
class OneBundle(MethodView):
    @lms.response(200, BundleOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Bundle:
        """One bundle."""
        return _visible(id)

    @lms.arguments(partial(BundleIn))
    @lms.response(200, BundleOut)
    @needs("courses.create")
    def patch(self, body: dict[str, Any], id: int) -> Bundle:
        """Change what is given; orders that were made keep their price and their courses."""
        bundle = _own(id)
        change_bundle(bundle, by=current.user, **body)
        return bundle

    @lms.response(204)
    @needs("courses.create")
    def delete(self, id: int) -> None:
        """Delete it; 409 where somebody ordered it."""
        delete_bundle(_own(id))


def _visible(id: int) -> Bundle:
    found = Bundle.visible(current.user).where(Bundle.id == id).options(Bundle.courses_option())
    return db.session.scalars(found).one_or_none() or abort(404)


def _own(id: int) -> Bundle:
    bundle = _visible(id)
    authorize(bundle.editable_by(current.user))
    return bundle
