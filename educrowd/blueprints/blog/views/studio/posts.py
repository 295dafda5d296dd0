"""The list of posts and the editor."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from sqlalchemy import func

from educrowd.core import entitlements
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize, flash_ok, go, invalid, paginate, render

from ...forms import PostForm, TitleForm
from ...models import Post
from ...models.post import STATUSES
from .editing import edit_page, editable, save

bp = Blueprint("posts", __name__)


@bp.get("/")
@needs("updates.write")
def index() -> Response:
    status, query = request.args.get("status", ""), request.args.get("q", "").strip()
    mine = Post.editable(current.user)
    listed = mine.where(Post.status == status) if status in STATUSES else mine
    listed = listed.where(Post.title.icontains(query, autoescape=True)) if query else listed
    by_status = mine.with_only_columns(Post.status, func.count()).order_by(None).group_by(Post.status)
    counts = dict(db.session.execute(by_status).all())
    return render("blog/studio/index.html", page=paginate(listed), counts=counts, state=status, query=query)


@bp.get("/new")
@needs("updates.write")
def new() -> Response:
    about = request.args.get("about", "")
    return render("blog/studio/new.html", form=TitleForm(about=about), subject=_spoken_for(about))


@bp.post("/")
@needs("updates.write")
def create() -> Response:
    form = TitleForm()
    subject = _spoken_for(form.about.data or "")
    if not form.validate():
        return invalid("blog/studio/new.html", form, subject=subject)
    post = Post.draft(form.title.data or "", about=form.subject)
    return go(url_for(".edit", id=post.id))


def _spoken_for(about: str) -> Any:
    """What an update shall be about, if the person acting speaks for it; None for a post, which not all may write."""
    if not about:
        return None if current.user.can("posts.write") else abort(404)
    kind_name, _, subject_id = about.partition(":")
    kind = entitlements.KINDS.get(kind_name)
    is_number = subject_id.isascii() and subject_id.isdigit() and len(subject_id) < 16
    subject = kind.find(int(subject_id)) if kind and is_number else None
    if kind is None or subject is None:
        abort(404)
    authorize(kind.run_by(subject, current.user))
    return subject


@bp.get("/<int:id>/edit")
@needs("updates.write")
def edit(id: int) -> Response:
    post = editable(id)
    kept = post.unsaved_in(request.args.get("unsaved", ""))
    return edit_page(post, PostForm.resuming(post, kept) if kept else PostForm.showing(post))


@bp.post("/<int:id>")
@needs("updates.write")
def update(id: int) -> Response:
    return save(id, message="Saved.")


@bp.get("/<int:id>/deletion")
@needs("updates.write")
def confirm_deletion(id: int) -> Response:
    return render("blog/studio/delete.html", post=editable(id))


@bp.post("/<int:id>/deletion")
@needs("updates.write")
def destroy(id: int) -> Response:
    post = editable(id)
    post.delete()
    flash_ok(f"“{post.title}” is gone.")
    return go(url_for(".index"))
