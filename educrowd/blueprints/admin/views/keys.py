"""The API keys of everybody on this site, for who looks after its members."""

from __future__ import annotations

from flask import Response, abort, url_for

from educrowd.blueprints.auth.keys.keeping import revoke_key
from educrowd.blueprints.auth.models import ApiKey
from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.forms import Form
from educrowd.core.pages import flash_ok, go, paginate, render

from . import studio

PER_PAGE = 50


@studio.get("/keys/")
@needs("members.manage")
def keys_index() -> Response:
    return render("admin/keys/index.html", page=paginate(ApiKey.usable(), per_page=PER_PAGE))


@studio.get("/keys/<int:id>/revocation")
@needs("members.manage")
def confirm_key_revocation(id: int) -> Response:
    return render("admin/keys/revoke.html", form=Form(), key=usable(id))


@studio.post("/keys/<int:id>/revocation")
@needs("members.manage")
def revoke_somebodys_key(id: int) -> Response:
    key = usable(id)
    revoke_key(key)
    flash_ok(f"The key is worth nothing any more. {key.user.name} gets a letter.")
    return go(url_for("studio.keys_index"))


def usable(id: int) -> ApiKey:
    return db.session.scalar(ApiKey.usable().where(ApiKey.id == id)) or abort(404)
