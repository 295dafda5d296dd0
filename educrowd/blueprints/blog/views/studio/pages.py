"""The list of pages and their editor."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from educrowd.core.access import needs
from educrowd.core.pages import flash_ok, go, invalid, paginate, render

from ...forms import TitleForm
from ...models import Page
from ...pages.forms import PageForm
from .editing import edit_page, editable, save

bp = Blueprint("pages", __name__)


@bp.get("/")
@needs("posts.manage")
def index() -> Response:
    return render("blog/pages/studio.html", page=paginate(Page.listed(), per_page=50))


@bp.get("/new")
@needs("posts.manage")
def new() -> Response:
    return render("blog/pages/new.html", form=TitleForm())


@bp.post("/")
@needs("posts.manage")
def create() -> Response:
    form = TitleForm()
    if not form.validate():
        return invalid("blog/pages/new.html", form)
    page = Page.draft(form.title.data or "")
    return go(url_for(".edit", id=page.id))


@bp.get("/<int:id>/edit")
@needs("posts.manage")
def edit(id: int) -> Response:
    page = editable(id)
    kept = page.unsaved_in(request.args.get("unsaved", ""))
    return edit_page(page, PageForm.resuming(page, kept) if kept else PageForm.showing(page))


@bp.post("/<int:id>")
@needs("posts.manage")
def update(id: int) -> Response:
    return save(id, message="Saved.")


@bp.get("/<int:id>/deletion")
@needs("posts.manage")
def confirm_deletion(id: int) -> Response:
    return render("blog/studio/delete.html", post=editable(id))


@bp.post("/<int:id>/deletion")
@needs("posts.manage")
def destroy(id: int) -> Response:
    page = editable(id)
    page.delete()
    flash_ok(f"“{page.title}” is gone.")
    return go(url_for(".index"))
