"""The page by which visitors write to the site."""

from __future__ import annotations

from flask import Blueprint, Response, abort, url_for

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import go, render

from ..contact.forms import ContactForm
from ..contact.writing import write
from ..models.contact_message import is_open

bp = Blueprint("contact", __name__, url_prefix="/contact")


@bp.get("")
@needs(PUBLIC)
def new() -> Response:
    return _page(ContactForm(formdata=None, name=current.user.name, email=current.user.email))


@bp.post("")
@needs(PUBLIC)
def create() -> Response:
    form = ContactForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    said = {name: form[name].data or "" for name in ("name", "email", "body")}
    try:
        write(**said, trap=form.homepage.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=refusal.status)
    return go(url_for(".sent"))


@bp.get("/sent")
@needs(PUBLIC)
def sent() -> Response:
    return render("blog/contact/sent.html") if is_open() else abort(404)


def _page(form: ContactForm, *, status: int = 200) -> Response:
    if not is_open():
        abort(404)
    return render("blog/contact/new.html", status=status, form=form)
