"""Arranging the front page in the studio."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.pages import flash_error, flash_ok, go, is_htmx, render

from ...pages import front_page
from ...pages.block_form import BlockForm, earlier_pictures
from ...pages.blocks import KINDS, checked
from ...pages.front_page import arranging, blocks_now
from ...pages.showing import shown

bp = Blueprint("front_page", __name__, url_prefix="/studio/front-page")


@bp.get("/")
@needs("posts.manage")
def index() -> Response:
    page, blocks = blocks_now()
    return render("blog/front_page/studio.html", page=page, blocks=blocks, kinds=KINDS)


@bp.get("/preview")
@needs("posts.manage")
def preview() -> Response:
    _, blocks = blocks_now()
    return render("blog/front_page/preview.html", blocks=shown(blocks))


@bp.get("/new")
@needs("posts.manage")
def new() -> Response:
    kind = request.args.get("kind", "")
    if kind not in KINDS:
        return render("blog/front_page/kinds.html", kinds=KINDS)
    return _edit(kind, BlockForm.for_kind(kind, {"kind": kind}))


@bp.post("/blocks/<kind>/new")
@needs("posts.manage")
def create(kind: str) -> Response:
    return _save(_known(kind))


@bp.get("/pictures")
@needs("posts.manage")
def pictures() -> Response:
    """Earlier pictures with some words, for the form of a block; without scripts they are on a page of their own."""
    words = request.args.get("q", "").strip()[:200]
    if not is_htmx():
        return go(url_for("blog.media.index", q=words or None))
    return render("blog/front_page/_earlier.html", pictures=earlier_pictures(words), picked=None)


@bp.get("/blocks/<id>")
@needs("posts.manage")
def edit(id: str) -> Response:
    block = front_page.find(blocks_now()[1], id) or abort(404)
    return _edit(block["kind"], BlockForm.for_kind(block["kind"], block), id)


@bp.post("/blocks/<id>")
@needs("posts.manage")
def update(id: str) -> Response:
    block = front_page.find(blocks_now()[1], id) or abort(404)
    return _save(block["kind"], id)


@bp.post("/blocks/<id>/move")
@needs("posts.manage")
def move(id: str) -> Response:
    place = request.form.get("place", type=int)
    with arranging() as blocks:
        block = front_page.find(blocks, id) or abort(404)
        if place:
            front_page.put_at(blocks, block, place)
        else:
            front_page.move(blocks, block, request.form.get("direction", ""))
    return _arranged()


@bp.post("/blocks/<id>/removal")
@needs("posts.manage")
def destroy(id: str) -> Response:
    with arranging() as blocks:
        blocks.remove(front_page.find(blocks, id) or abort(404))
    return _arranged()


@bp.post("/publication")
@needs("posts.manage")
def publish() -> Response:
    try:
        front_page.publish()
        flash_ok("Everybody sees it now.")
    except Refused as refusal:
        db.session.rollback()
        flash_error(refusal.message)
    return go(url_for(".index"))


@bp.get("/discarding")
@needs("posts.manage")
def confirm_discarding() -> Response:
    return render("blog/front_page/discarding.html", page=blocks_now()[0])


@bp.post("/discarding")
@needs("posts.manage")
def discard() -> Response:
    front_page.discard()
    flash_ok("The draft is again what visitors see.")
    return go(url_for(".index"))


@bp.post("/reset")
@needs("posts.manage")
def reset() -> Response:
    front_page.reset()
    flash_ok("The front page arranges itself again. What you arranged is still here, as a draft.")
    return go(url_for(".index"))


def _save(kind: str, id: str = "") -> Response:
    form = BlockForm.for_kind(kind)
    if not form.validate():
        return _edit(kind, form, id, status=422)
    try:
        _put(checked(kind, id=id, **form.said))
    except Invalid as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return _edit(kind, form, id, status=422)
    flash_ok("Saved in the draft.")
    return go(url_for(".index") + f"#block-{id}" if id else url_for(".index"))


def _put(block: dict[str, Any]) -> None:
    """In the place of the one with its id, or at the end."""
    with arranging() as blocks:
        known = front_page.find(blocks, block["id"])
        if known:
            blocks[blocks.index(known)] = block
        else:
            blocks.append(block)


def _arranged() -> Response:
    if not is_htmx():
        return go(url_for(".index"))
    page, blocks = blocks_now()
    return render("blog/front_page/_arrangement.html", page=page, blocks=blocks, kinds=KINDS)


def _edit(kind: str, form: BlockForm, id: str = "", *, status: int = 200) -> Response:
    return render("blog/front_page/edit.html", status=status, kind=kind, words=KINDS[kind], form=form, id=id)


def _known(kind: str) -> str:
    return kind if kind in KINDS else abort(404)
