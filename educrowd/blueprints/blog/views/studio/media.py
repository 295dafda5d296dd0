"""The pictures of a site: listed, described, deleted."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from sqlalchemy import Select, func, select

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize, flash_ok, go, paginate, render

from ...media.forms import DeletionForm, MediaForm
from ...media.removing import AT_ONCE, InUse, Mailed, removable, remove, remove_unused
from ...media.uses import unused, uses_of
from ...models import Media

bp = Blueprint("media", __name__, url_prefix="/studio/media")


@bp.get("/")
@needs("updates.write")
def index() -> Response:
    state, words = request.args.get("state", ""), request.args.get("q", "").strip()[:200]
    mine = Media.listed_for(current.user)
    listed = unused(mine) if state == "unused" else mine
    listed = listed.where(Media.has_words(words)) if words else listed
    page = paginate(listed, per_page=24)
    counts = {"all": _count(mine), "unused": _count(unused(mine))}
    size = db.session.scalar(mine.with_only_columns(func.sum(Media.size_bytes)).order_by(None)) or 0
    shown = {"page": page, "uses": uses_of(page.items), "counts": counts, "size_bytes": size}
    return render("blog/studio/media/index.html", state=state, words=words, **shown)


@bp.get("/<int:id>")
@needs("updates.write")
def show(id: int) -> Response:
    picture = _offered(id)
    return _show(picture, MediaForm(formdata=None, obj=picture))


@bp.post("/<int:id>")
@needs("updates.write")
def update(id: int) -> Response:
    picture, form = _offered(id), MediaForm()
    if not form.validate():
        return _show(picture, form, status=422)
    try:
        picture.describe(alt=form.alt.data or "", decorative=form.decorative.data)
    except Invalid as refusal:
        form.refuse(refusal)
        return _show(picture, form, status=422)
    audit("media.described", subject=picture)
    flash_ok("Saved.")
    return go(url_for(".show", id=id))


@bp.get("/<int:id>/deletion")
@needs("updates.write")
def confirm_deletion(id: int) -> Response:
    return _ask(_deletable(id))


@bp.post("/<int:id>/deletion")
@needs("updates.write")
def destroy(id: int) -> Response:
    picture, form = _deletable(id), DeletionForm()
    try:
        remove(picture, even_from_letters=form.even_from_letters.data)
    except InUse:
        return _ask(picture, status=409)
    except Mailed as refusal:
        form.refuse(Invalid("even_from_letters", refusal.message))
        return _ask(picture, form, status=409)
    flash_ok(f"“{picture.name}” is gone.")
    return go(url_for(".index"))


@bp.get("/unused/deletion")
@needs("updates.write")
def confirm_unused_deletion() -> Response:
    found = removable().subquery()
    count, size = db.session.execute(select(func.count(), func.sum(found.c.size_bytes))).one()
    page = paginate(removable(), per_page=24)
    return render("blog/studio/media/unused.html", page=page, count=count, size_bytes=size or 0, at_once=AT_ONCE)


@bp.post("/unused/deletion")
@needs("updates.write")
def destroy_unused() -> Response:
    count = remove_unused()
    flash_ok("One picture is gone." if count == 1 else f"{count} pictures are gone.")
    return go(url_for(".index"))


def _count(pictures: Select[Any]) -> int:
    return db.session.scalar(pictures.with_only_columns(func.count(Media.id)).order_by(None)) or 0


def _offered(id: int) -> Media:
    return db.session.scalar(Media.listed_for(current.user).where(Media.id == id)) or abort(404)


def _deletable(id: int) -> Media:
    picture = _offered(id)
    authorize(picture.deletable_by(current.user))
    return picture


def _show(picture: Media, form: MediaForm, *, status: int = 200) -> Response:
    places = uses_of([picture])[picture.public_id]
    return render("blog/studio/media/show.html", status=status, picture=picture, form=form, places=places)


def _ask(picture: Media, form: DeletionForm | None = None, *, status: int = 200) -> Response:
    shown = {"picture": picture, "form": form or DeletionForm(formdata=None)}
    places = uses_of([picture])[picture.public_id]
    return render("blog/studio/media/delete.html", status=status, places=places, **shown)
