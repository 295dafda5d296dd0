"""Sites that come in, as operators see them: brought by themselves, or by somebody who waits for their word."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import SiteArrival
from educrowd.core.access import OPERATOR, PLATFORM, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_error, go, invalid, is_htmx, paginate, render

from ..arriving import asking
from ..forms import DeclineForm, OperatedSiteForm, SiteFileForm
from . import operator

NEW = "admin/operator/arrivals/index.html"
SHOW = "admin/operator/arrivals/show.html"
PART = "admin/arrivals/_show.html"
UPLOADS = {"operator.bring_site": asking.LARGEST, "arrivals.create": asking.LARGEST_BROUGHT}


@operator.url_value_preprocessor
def let_sites_in(endpoint: str | None, _values: object) -> None:
    """Nobody has read the body yet; who may not upload is turned away before anybody does."""
    if endpoint in UPLOADS:
        request.max_content_length = UPLOADS[endpoint] + asking.MB


@operator.get("/arrivals/")
@needs(OPERATOR, on=PLATFORM)
def arrivals() -> Response:
    return render(NEW, form=SiteFileForm(formdata=None), page=paginate(SiteArrival.latest()))


@operator.post("/arrivals/")
@needs(OPERATOR, on=PLATFORM)
def bring_site() -> Response:
    form = SiteFileForm()
    if form.validate():
        file = form.file.data
        try:
            arrival = asking.bring(file.stream, name=file.filename or "", by=current.user, by_operator=True)
            return go(url_for(".arrival", uid=arrival.uid))
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(NEW, form, page=paginate(SiteArrival.latest()))


@operator.get("/arrivals/<uid>")
@needs(OPERATOR, on=PLATFORM)
def arrival(uid: str) -> Response:
    found = find(SiteArrival, uid=uid)
    return _page(found, OperatedSiteForm(formdata=None, **_wished(found)))


@operator.post("/arrivals/<uid>/completion")
@needs(OPERATOR, on=PLATFORM)
def agree_to_arrival(uid: str) -> Response:
    found, form = find(SiteArrival, uid=uid), OperatedSiteForm()
    if not form.validate():
        return _page(found, form, status=422)
    try:
        asking.agree(found, by=current.user, **form.data)
    except Refused as refusal:
        form.refuse(refusal)
        return _page(found, form, status=refusal.status)
    return go(url_for(".arrival", uid=uid))


@operator.post("/arrivals/<uid>/refusal")
@needs(OPERATOR, on=PLATFORM)
def decline_arrival(uid: str) -> Response:
    found, form = find(SiteArrival, uid=uid), DeclineForm()
    if not form.validate():
        return _page(found, OperatedSiteForm(formdata=None, **_wished(found)), status=422, decline=form)
    return _then(found, lambda: asking.decline(found, form.reason.data or ""))


@operator.post("/arrivals/<uid>/cancellation")
@needs(OPERATOR, on=PLATFORM)
def cancel_arrival(uid: str) -> Response:
    found = find(SiteArrival, uid=uid)
    return _then(found, lambda: asking.cancel(found))


def _then(found: SiteArrival, act: Any) -> Response:
    try:
        act()
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for(".arrival", uid=found.uid))


def _wished(found: SiteArrival) -> dict[str, str]:
    return {"name": found.title, "slug": found.slug}


def _page(found: SiteArrival, form: Any, *, status: int = 200, decline: DeclineForm | None = None) -> Response:
    person = db.session.get_one(User, found.asked_by_id)
    shown = {"arrival": found, "form": form, "decline": decline or DeclineForm(formdata=None), "person": person}
    return render(PART if is_htmx() else SHOW, status=status, operating=True, **shown)
