"""One's own profile."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from educrowd.core.access import BOTH, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.pages import flash_ok, go, invalid, render

from ..entering.handing_off import platform_url
from ..entering.recognizing import shows_private
from ..forms import ProfileForm
from ..schemas import PRIVATE
from . import bp

PAGE = "auth/account/edit.html"


@bp.get("/account/")
@needs(SIGNED_IN, on=BOTH)
def account() -> Response:
    user = current.user
    form = _form(obj=user.profile, first_name=user.first_name, last_name=user.last_name)
    return render(PAGE, form=form, **_links())


@bp.post("/account/")
@needs(SIGNED_IN, on=BOTH)
def update_account() -> Response:
    form = _form()
    if not form.validate():
        return invalid(PAGE, form, **_links())
    user, profile = current.user, current.user.profile
    user.first_name, user.last_name = form.first_name.data, form.last_name.data
    profile.bio = form.bio.data
    if shows_private():
        try:
            profile.date_of_birth = form.date_of_birth.data
        except Invalid as refusal:
            form.refuse(refusal)
            return invalid(PAGE, form, **_links())
        profile.phone_number = form.phone_number.data or None
        profile.postal_address = form.postal_address.data or None
    flash_ok("Saved.")
    return go(url_for("auth.account"))


def _form(**filled: Any) -> ProfileForm:
    form = ProfileForm(**filled)
    for name in PRIVATE if not shows_private() else ():
        del form[name]
    return form


def _links() -> dict[str, Any]:
    return {"data_url": platform_url("/account/data"), "private_url": platform_url("/account/")}
