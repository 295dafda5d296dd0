"""How people come in to the site."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.blueprints.auth.entering.ways_in import decide, ways_in
from educrowd.core.access import needs
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_ok, go, render

from ..member_forms import WaysInForm
from . import studio

PAGE = "admin/members/ways_in.html"


@studio.get("/members/ways-in")
@needs("site.manage")
def edit_ways_in() -> Response:
    return render(PAGE, form=WaysInForm(formdata=None, **ways_in()))


@studio.post("/members/ways-in")
@needs("site.manage")
def update_ways_in() -> Response:
    form = WaysInForm()
    form.validate()
    try:
        decide(**form.data)
    except Refused as refusal:
        form.refuse(refusal)
        return render(PAGE, status=refusal.status, form=form)
    flash_ok("Saved.")
    return go(url_for("studio.edit_ways_in"))
