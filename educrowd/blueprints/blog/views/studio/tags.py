"""The tags of the blog: called otherwise, described, merged, taken away."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select

from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render

from ...filing.forms import MergeForm, TagForm
from ...filing.tags import all_tags, change, count_of, is_on_front_page, merge, named, remove
from ...models import Tag

bp = Blueprint("tags", __name__, url_prefix="/tags")
EDIT, MERGE = "blog/studio/tags/edit.html", "blog/studio/tags/merge.html"


@bp.get("/")
@needs("posts.manage")
def index() -> Response:
    words = request.args.get("q", "").strip()[:200]
    listed = all_tags().where(Tag.name.icontains(words, autoescape=True)) if words else all_tags()
    page = paginate(listed.with_only_columns(Tag), per_page=50)
    return render("blog/studio/tags/index.html", page=page, counts=_counts(page.items), words=words)


@bp.get("/<int:tag_id>")
@needs("posts.manage")
def edit(tag_id: int) -> Response:
    tag = find(Tag, id=tag_id)
    return render(EDIT, tag=tag, form=TagForm(formdata=None, obj=tag), count=count_of(tag))


@bp.post("/<int:tag_id>")
@needs("posts.manage")
def update(tag_id: int) -> Response:
    tag, form = find(Tag, id=tag_id), TagForm()
    if form.validate():
        try:
            change(tag, name=form.name.data, description=form.description.data)
            flash_ok("Saved.")
            return go(url_for(".edit", tag_id=tag.id))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return invalid(EDIT, form, tag=tag, count=count_of(tag))


@bp.get("/<int:tag_id>/merge")
@needs("posts.manage")
def new_merge(tag_id: int) -> Response:
    return _merging(find(Tag, id=tag_id), MergeForm(formdata=None))


@bp.post("/<int:tag_id>/merge")
@needs("posts.manage")
def create_merge(tag_id: int) -> Response:
    tag, form = find(Tag, id=tag_id), MergeForm()
    if form.validate():
        try:
            into = merge(tag, named(form.into.data or ""))
            flash_ok(f"Posts with “{tag.name}” have “{into.name}” now.")
            return go(url_for(".edit", tag_id=into.id))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return _merging(tag, form, status=422)


@bp.get("/<int:tag_id>/deletion")
@needs("posts.manage")
def confirm_deletion(tag_id: int) -> Response:
    tag = find(Tag, id=tag_id)
    shown = {"count": count_of(tag), "is_on_front_page": is_on_front_page(tag)}
    return render("blog/studio/tags/delete.html", tag=tag, **shown)


@bp.post("/<int:tag_id>/deletion")
@needs("posts.manage")
def destroy(tag_id: int) -> Response:
    tag = find(Tag, id=tag_id)
    remove(tag)
    flash_ok(f"The tag “{tag.name}” is gone.")
    return go(url_for(".index"))


def _counts(tags: list[Tag]) -> dict[int, int]:
    ids = [tag.id for tag in tags]
    return {tag.id: count for tag, count in db.session.execute(all_tags().where(Tag.id.in_(ids)))}


def _merging(tag: Tag, form: MergeForm, *, status: int = 200) -> Response:
    others = select(Tag.name).where(Tag.id != tag.id).order_by(Tag.slug).limit(500)
    known = db.session.scalars(others).all()
    return render(MERGE, status=status, tag=tag, form=form, count=count_of(tag), known=known)
