"""Bringing in a blog: choose its export, read what would come of it, then do it; and where everything stands now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for

from educrowd.core import imports
from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file, csv_lines
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.imports import Import
from educrowd.core.pages import find, flash_error, go, invalid, is_htmx, render

from ...models import ImportedItem
from ...moving.elsewhere import elsewhere
from ...moving.formats import LARGEST, MB
from ...moving.forms import BlogImportForm
from ...moving.importing import KIND, look_into_blog

bp = Blueprint("imports", __name__)
NEW = "blog/studio/imports/new.html"
SHOW = "blog/studio/imports/show.html"
PART = "blog/studio/imports/_show.html"
UPLOAD = "blog.studio.imports.create"


@bp.url_value_preprocessor
def let_blogs_in(endpoint: str | None, _values: object) -> None:
    """Nobody has read the body yet; who may not upload is turned away before anybody does."""
    if endpoint == UPLOAD:
        request.max_content_length = LARGEST + MB


@bp.get("/imports")
@needs("posts.manage")
def index() -> Response:
    return render(NEW, form=BlogImportForm(formdata=None), imports=_earlier())


@bp.post("/imports")
@needs("posts.manage")
def create() -> Response:
    form = BlogImportForm()
    if form.validate():
        file = form.file.data
        try:
            made = look_into_blog(name=file.filename or "", stream=file.stream, by=current.user)
            return go(url_for(".show", uid=made.uid))
        except Refused as refusal:
            form.refuse(refusal)
    return invalid(NEW, form, imports=_earlier())


@bp.get("/imports/addresses.csv")
@needs("posts.manage")
def addresses() -> Response:
    """Where each imported post stood and stands, for whoever redirects the old site."""
    origin = current.tenant.origin
    heading = ("Old address", "New address", "Title")

    def line(item: Any) -> tuple[str, str, str]:
        return item.address, origin + item.post.path, item.post.title

    return csv_file("moved-addresses.csv", heading, ImportedItem.moved(), line)


@bp.get("/imports/pictures.csv")
@needs("posts.manage")
def pictures() -> Response:
    """Each picture that an imported text shows and this site does not keep, for whoever fetches them."""
    origin = current.tenant.origin

    def lines(item: Any) -> list[tuple[str, str, str]]:
        post = item.post
        return [(address, post.title, origin + post.path) for address in elsewhere(post.body_markdown)]

    heading = ("Picture", "Title", "Shown at")
    return csv_lines("pictures-elsewhere.csv", heading, ImportedItem.entries(), lines)


@bp.get("/imports/<uid>")
@needs("posts.manage")
def show(uid: str) -> Response:
    return render(PART if is_htmx() else SHOW, **imports.shown(find(Import, uid=uid, kind=KIND)))


@bp.post("/imports/<uid>/completion")
@needs("posts.manage")
def complete(uid: str) -> Response:
    try:
        imports.confirm(find(Import, uid=uid, kind=KIND), by=current.user)
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for(".show", uid=uid))


@bp.post("/imports/<uid>/cancellation")
@needs("posts.manage")
def cancel(uid: str) -> Response:
    try:
        imports.cancel(find(Import, uid=uid, kind=KIND))
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for(".show", uid=uid))


def _earlier() -> list[Import]:
    return list(db.session.scalars(Import.of(KIND).limit(10)))
