"""All that is kept of oneself, as a file."""

from __future__ import annotations

from flask import Response, abort, send_file, url_for

from educrowd.core.access import PLATFORM, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, privately, render

from .. import exporting
from ..models import DataExport
from ..second_factor.forms import ConfirmForm
from . import bp

PAGE = "auth/account/data.html"


@bp.get("/account/data")
@needs(SIGNED_IN, on=PLATFORM)
def data() -> Response:
    return _page(ConfirmForm())


@bp.post("/account/data")
@needs(SIGNED_IN, on=PLATFORM)
def ask_for_export() -> Response:
    form = ConfirmForm()
    if not form.validate():
        return _page(form, status=422)
    try:
        exporting.ask(current.user, form.current_password.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=refusal.status)
    flash_ok("Your file is being made. A letter says when it is ready.")
    return go(url_for("auth.data"))


@bp.get("/account/data/<public_id>")
@needs(SIGNED_IN, on=PLATFORM)
def export_file(public_id: str) -> Response:
    export = find(DataExport, public_id=public_id, user_id=current.user.id)
    if export.ready_at is None or export.expires_at <= utcnow() or not export.path.is_file():
        abort(404)
    name = f"my-data-{export.created_at:%Y-%m-%d}.zip"
    return privately(send_file(export.path, mimetype="application/zip", as_attachment=True, download_name=name))


def _page(form: ConfirmForm, *, status: int = 200) -> Response:
    exports = db.session.scalars(DataExport.of(current.user)).all()
    return privately(render(PAGE, status=status, form=form, exports=exports))
