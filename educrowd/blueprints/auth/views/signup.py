"""An account and a site, in one form."""

from __future__ import annotations

from flask import Response, redirect, request, url_for

from educrowd.core.access import PLATFORM, PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import go, invalid, render

from ..entering import signing_in
from ..forms import SignupForm
from ..joining import signing_up
from . import bp


@bp.get("/signup")
@needs(PUBLIC, on=PLATFORM)
def signup() -> Response:
    if current.user.is_authenticated:
        return redirect(url_for("auth.new_site"), 303)  # pyright: ignore
    return render("auth/signup.html", form=SignupForm(request.args))


@bp.post("/signup")
@needs(PUBLIC, on=PLATFORM)
def create_site() -> Response:
    form = SignupForm()
    if not form.validate():
        return invalid("auth/signup.html", form)
    try:
        user, site = signing_up.sign_up(**form.data)
    except Refused as refusal:
        form.refuse(refusal)
        return render("auth/signup.html", status=refusal.status, form=form)
    signing_in.sign_in(user)
    return go(f"{site.origin}/enter?next=/studio/")


@bp.get("/signup/availability")
@needs(PUBLIC, on=PLATFORM)
def availability() -> Response:
    """Whether a site could have this name; shown beside the field while it is typed."""
    slug, problem = signing_up.wanted_slug(request.args.get("site_name", ""), request.args.get("slug", ""))
    return render("auth/_availability.html", slug=slug, problem=problem)
