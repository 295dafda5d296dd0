"""What an author's page says about its person."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.pages import flash_ok, go, invalid, render

from ...forms import AuthorForm
from ...models import Author

bp = Blueprint("authors", __name__)
PAGE = "blog/studio/author.html"


@bp.get("/author")
@needs("posts.write")
def edit() -> Response:
    author = Author.of(current.user)
    return render(PAGE, author=author, form=AuthorForm(formdata=None, obj=author))


@bp.post("/author")
@needs("posts.write")
def update() -> Response:
    author, form = Author.of(current.user), AuthorForm()
    if not form.validate_on_submit():
        return invalid(PAGE, form, author=author)
    author.name, author.bio = form.name.data or "", form.bio.data or ""
    audit("author.changed", subject=author)
    flash_ok("Saved.")
    return go(url_for(".edit"))
