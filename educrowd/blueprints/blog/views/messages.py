"""What visitors wrote, for those who look after the site."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for
from sqlalchemy import func, select

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import find, flash_ok, go, paginate, render

from ..contact.forms import ContactSwitch
from ..contact.writing import handle
from ..models import ContactMessage
from ..models.contact_message import SETTING, is_open

bp = Blueprint("messages", __name__, url_prefix="/studio/contact")
VIEWS = {"open": ("unread", "read"), "answered": ("answered",), "held": ("held",), "deleted": ("deleted",)}
DONE = {
    "unread": "Marked as unread.",
    "read": "It is among the open ones.",
    "answered": "Noted.",
    "deleted": "Deleted.",
}


@bp.get("/")
@needs("site.manage")
def index() -> Response:
    view = request.args.get("view", "")
    view = view if view in VIEWS else "open"
    states = select(ContactMessage.state, func.count()).group_by(ContactMessage.state)
    counts = {row.state: row.count for row in db.session.execute(states).all()}
    page = paginate(ContactMessage.in_state(*VIEWS[view]))
    form = ContactSwitch(formdata=None, is_open=is_open())
    return render("blog/studio/contact/index.html", page=page, view=view, counts=counts, form=form)


@bp.post("/")
@needs("site.manage")
def switch() -> Response:
    form = ContactSwitch()
    set_setting(SETTING, form.is_open.data, called="contact form")
    flash_ok("Visitors may write to you now." if form.is_open.data else "The contact form is closed.")
    return go(url_for(".index"))


@bp.get("/<int:message_id>")
@needs("site.manage")
def show(message_id: int) -> Response:
    """A look changes nothing, so that a link in a letter may be followed by whatever reads letters."""
    return render("blog/studio/contact/show.html", message=find(ContactMessage, id=message_id))


@bp.post("/<int:message_id>/state")
@needs("site.manage")
def change(message_id: int) -> Response:
    message, state = find(ContactMessage, id=message_id), request.form.get("state", "")
    if state not in DONE:
        abort(422)
    handle(message, state, by=current.user)
    flash_ok(DONE[state])
    return go(url_for(".index"))
