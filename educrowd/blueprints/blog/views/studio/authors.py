"""What authors' pages say about them: one's own, and for editors everybody's."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from sqlalchemy import Select, func, select

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render

from ...forms import AuthorForm
from ...models import Author
from ...models.author import post_authors

bp = Blueprint("authors", __name__)
PAGE = "blog/studio/authors/edit.html"


@bp.get("/author")
@needs("posts.write")
def own() -> Response:
    return _show(Author.of(current.user))


@bp.post("/author")
@needs("posts.write")
def update_own() -> Response:
    return _update(Author.of(current.user), then=url_for(".own"))


@bp.get("/authors/")
@needs("posts.manage")
def index() -> Response:
    page = paginate(select(Author).order_by(func.lower(Author.name), Author.id), per_page=50)
    counts = dict(db.session.execute(_written(page.items)).all())
    return render("blog/studio/authors/index.html", page=page, counts=counts)


@bp.get("/authors/<int:author_id>")
@needs("posts.manage")
def edit(author_id: int) -> Response:
    return _show(find(Author, id=author_id))


@bp.post("/authors/<int:author_id>")
@needs("posts.manage")
def update(author_id: int) -> Response:
    return _update(find(Author, id=author_id), then=url_for(".index"))


def _show(author: Author) -> Response:
    return render(PAGE, author=author, form=AuthorForm(formdata=None, obj=author))


def _update(author: Author, *, then: str) -> Response:
    form = AuthorForm()
    if not form.validate_on_submit():
        return invalid(PAGE, form, author=author)
    author.name, author.bio = form.name.data or "", form.bio.data or ""
    try:
        _portray(author, form)
    except Invalid as refusal:
        form.refuse(refusal)
        return invalid(PAGE, form, author=author)
    audit("author.changed", subject=author)
    flash_ok("Saved.")
    return go(then)


def _portray(author: Author, form: AuthorForm) -> None:
    if form.without.data:
        author.portrait = None
    if file := form.image.data:
        author.show_portrait(file.stream, name=file.filename or "portrait")


def _written(authors: list[Author]) -> Select[int, int]:
    """How many posts each of them wrote, drafts as well."""
    ids = [author.id for author in authors]
    wrote = select(post_authors.c.author_id, func.count()).where(post_authors.c.author_id.in_(ids))
    return wrote.group_by(post_authors.c.author_id)
