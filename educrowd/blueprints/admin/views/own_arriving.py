"""One's own site, brought along from elsewhere: the file is looked into at once, an operator agrees to it."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, url_for

from educrowd.blueprints.tenant.models import SiteArrival
from educrowd.core.access import PLATFORM, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error, go, invalid, is_htmx, render

from ..arriving import asking
from ..forms import NewSiteForm, SiteFileForm
from . import arrivals
from .arriving import PART, let_sites_in

NEW = "admin/arrivals/index.html"
SHOW = "admin/arrivals/show.html"
arrivals.url_value_preprocessor(let_sites_in)


@arrivals.get("/")
@needs(SIGNED_IN, on=PLATFORM)
def index() -> Response:
    return render(NEW, form=SiteFileForm(formdata=None), arrivals=_mine())


@arrivals.post("/")
@needs(SIGNED_IN, on=PLATFORM)
def create() -> Response:
    form = SiteFileForm()
    if not form.validate():
        return invalid(NEW, form, arrivals=_mine())
    try:
        arrival = asking.bring(form.file.data.stream, name=form.file.data.filename or "", by=current.user)
    except Refused as refusal:
        form.refuse(refusal)
        return render(NEW, status=refusal.status, form=form, arrivals=_mine())
    return go(url_for(".show", uid=arrival.uid))


@arrivals.get("/<uid>")
@needs(SIGNED_IN, on=PLATFORM)
def show(uid: str) -> Response:
    arrival = own(uid)
    return _page(arrival, NewSiteForm(formdata=None, name=arrival.title, slug=arrival.slug))


@arrivals.post("/<uid>/completion")
@needs(SIGNED_IN, on=PLATFORM)
def complete(uid: str) -> Response:
    arrival, form = own(uid), NewSiteForm()
    if not form.validate():
        return _page(arrival, form, status=422)
    try:
        asking.agree(arrival, by=current.user, **form.data)
    except Refused as refusal:
        form.refuse(refusal)
        return _page(arrival, form, status=refusal.status)
    return go(url_for(".show", uid=uid))


@arrivals.post("/<uid>/cancellation")
@needs(SIGNED_IN, on=PLATFORM)
def cancel(uid: str) -> Response:
    try:
        asking.cancel(own(uid))
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for(".show", uid=uid))


def own(uid: str) -> SiteArrival:
    return db.session.scalar(SiteArrival.of(current.user).where(SiteArrival.uid == uid)) or abort(404)


def _mine() -> Any:
    return db.session.scalars(SiteArrival.of(current.user).limit(10)).all()


def _page(arrival: SiteArrival, form: NewSiteForm, *, status: int = 200) -> Response:
    return render(PART if is_htmx() else SHOW, status=status, operating=False, arrival=arrival, form=form)
