"""Old addresses, and where they lead now: one by one, or many from a table after a look at each line."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render

from ...models import Post, Redirect, SlugRedirect
from ...redirects.forms import RedirectForm, RedirectListForm
from ...redirects.lists import LONGEST_LIST, look, read, remove, write, write_one

bp = Blueprint("redirects", __name__, url_prefix="/redirects")
LIST = "blog/studio/redirects/list.html"
SHOWN = 200


@bp.get("/")
@needs("posts.manage")
def index() -> Response:
    return _page(RedirectForm(formdata=None))


@bp.post("/")
@needs("posts.manage")
def create() -> Response:
    form = RedirectForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    try:
        written = write_one(form.path.data or "", form.target.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _page(form, status=422)
    flash_ok(f"{written.path} leads to {written.target} now.")
    return go(url_for(".index"))


@bp.post("/<int:redirect_id>/removal")
@needs("posts.manage")
def destroy(redirect_id: int) -> Response:
    removed = find(Redirect, id=redirect_id)
    remove(removed)
    flash_ok(f"{removed.path} leads nowhere now.")
    return go(url_for(".index"))


@bp.get("/former")
@needs("posts.manage")
def former() -> Response:
    """Addresses that posts had: those lead on by themselves."""
    page = paginate(select(SlugRedirect).order_by(SlugRedirect.slug))
    ids = [each.post_id for each in page.items]
    posts = {post.id: post for post in db.session.scalars(select(Post).where(Post.id.in_(ids)))}
    return render("blog/studio/redirects/former.html", page=page, posts=posts)


@bp.get("/list.csv")
@needs("posts.manage")
def download() -> Response:
    heading = ("Old address", "Leads to")
    return csv_file(
        f"{current.tenant.slug}-redirects.csv", heading, Redirect.matching(), lambda each: (each.path, each.target)
    )


@bp.get("/list")
@needs("posts.manage")
def new_list() -> Response:
    return render(LIST, form=RedirectListForm(formdata=None), lines=None)


@bp.post("/list/preview")
@needs("posts.manage")
def preview_list() -> Response:
    form = RedirectListForm()
    try:
        form.redirects.data = _text(form)
        lines = look(read(form.redirects.data))
    except Refused as refusal:
        return _refused(form, refusal)
    counts = Counter(line.outcome for line in lines)
    lines.sort(key=lambda line: line.outcome != "refused")
    return render(LIST, form=form, lines=lines[: max(SHOWN, counts["refused"])], counts=counts)


@bp.post("/list")
@needs("posts.manage")
def write_list() -> Response:
    form = RedirectListForm()
    try:
        lines = write(read(_text(form)))
    except Refused as refusal:
        return _refused(form, refusal)
    counts = Counter(line.outcome for line in lines)
    flash_ok(f"{counts['added']} added, {counts['changed']} changed, {counts['refused']} left out.")
    return go(url_for(".index"))


def _page(form: RedirectForm, *, status: int = 200) -> Response:
    words = request.args.get("q", "").strip()[:200]
    page = paginate(Redirect.matching(words), per_page=50)
    return render("blog/studio/redirects/index.html", status=status, page=page, form=form, words=words)


def _text(form: RedirectListForm) -> str:
    """What was pasted, else what the file says."""
    file = request.files.get("file")
    return form.redirects.data or (_decoded(file) if file else "")


def _decoded(file: FileStorage) -> str:
    try:
        return file.stream.read(4 * LONGEST_LIST + 1).decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError:
        raise Invalid("file", "Save the table as CSV in UTF-8; this file is something else.") from None


def _refused(form: RedirectListForm, refusal: Refused) -> Any:
    form.refuse(refusal)
    return invalid(LIST, form, lines=None)
