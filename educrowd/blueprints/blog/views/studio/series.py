"""The series of the blog: called otherwise, described, put in order, taken apart."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render, respond

from ...filing.forms import SeriesForm
from ...filing.series import all_series, change, parts_of, remove, shift
from ...models import Post, Series

bp = Blueprint("series", __name__, url_prefix="/series")
EDIT, PARTS = "blog/studio/series/edit.html", "blog/studio/series/_parts.html"


@bp.get("/")
@needs("posts.manage")
def index() -> Response:
    page = paginate(all_series().with_only_columns(Series), per_page=50)
    ids = [series.id for series in page.items]
    counts = {series.id: count for series, count in db.session.execute(all_series().where(Series.id.in_(ids)))}
    return render("blog/studio/series/index.html", page=page, counts=counts)


@bp.get("/<int:series_id>")
@needs("posts.manage")
def edit(series_id: int) -> Response:
    series = find(Series, id=series_id)
    return render(EDIT, series=series, form=SeriesForm(formdata=None, obj=series), parts=_parts(series))


@bp.post("/<int:series_id>")
@needs("posts.manage")
def update(series_id: int) -> Response:
    series, form = find(Series, id=series_id), SeriesForm()
    if form.validate():
        try:
            change(series, title=form.title.data, description=form.description.data)
            flash_ok("Saved.")
            return go(url_for(".edit", series_id=series.id))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal)
    return invalid(EDIT, form, series=series, parts=_parts(series))


@bp.post("/<int:series_id>/parts/<int:post_id>/move")
@needs("posts.manage")
def move(series_id: int, post_id: int) -> Response:
    series = find(Series, id=series_id)
    shift(series, find(Post, id=post_id, series_id=series_id), request.form.get("direction", ""))
    here = url_for(".edit", series_id=series_id) + "#parts"
    return respond(PARTS, otherwise=here, series=series, parts=_parts(series))


@bp.get("/<int:series_id>/deletion")
@needs("posts.manage")
def confirm_deletion(series_id: int) -> Response:
    series = find(Series, id=series_id)
    return render("blog/studio/series/delete.html", series=series, count=len(_parts(series)))


@bp.post("/<int:series_id>/deletion")
@needs("posts.manage")
def destroy(series_id: int) -> Response:
    series = find(Series, id=series_id)
    title = series.title
    remove(series)
    flash_ok(f"The series “{title}” is gone.")
    return go(url_for(".index"))


def _parts(series: Series) -> list[Post]:
    return list(db.session.scalars(parts_of(series)))
