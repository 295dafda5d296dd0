"""One's own API keys on this site."""

from __future__ import annotations

from flask import Response, abort, url_for

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.pages import flash_ok, go, invalid, render

from ..keys.forms import KeyForm
from ..keys.keeping import make_key, offered_to, revoke_key
from ..models import ApiKey
from . import bp

NEW = "auth/keys/new.html"


@bp.get("/account/keys/")
@needs(SIGNED_IN)
def keys() -> Response:
    mine = ApiKey.usable().where(ApiKey.user_id == current.user.id)
    return render("auth/keys/index.html", keys=db.session.scalars(mine).all())


@bp.get("/account/keys/new")
@needs(SIGNED_IN)
def new_key() -> Response:
    return render(NEW, form=KeyForm(offered_to(current.user)))


@bp.post("/account/keys/")
@needs(SIGNED_IN)
def create_key() -> Response:
    """The answer is the one page that shows the key."""
    form = KeyForm(offered_to(current.user))
    if not form.validate():
        return invalid(NEW, form)
    try:
        key, token = make_key(current.user, **form.values)
    except Refused as refusal:
        form.refuse(refusal)
        return render(NEW, status=refusal.status, form=form)
    return render("auth/keys/made.html", status=201, key=key, token=token)


@bp.get("/account/keys/<int:id>/revocation")
@needs(SIGNED_IN)
def confirm_revocation(id: int) -> Response:
    return render("auth/keys/revoke.html", form=Form(), key=_own(id))


@bp.post("/account/keys/<int:id>/revocation")
@needs(SIGNED_IN)
def revoke_own_key(id: int) -> Response:
    key = _own(id)
    revoke_key(key)
    flash_ok(f"“{key.name}” is worth nothing any more.")
    return go(url_for("auth.keys"))


def _own(id: int) -> ApiKey:
    mine = ApiKey.usable().where(ApiKey.id == id, ApiKey.user_id == current.user.id)
    return db.session.scalar(mine) or abort(404)
