"""What a post said before: read, compare, bring back."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for

from educrowd.core.access import needs
from educrowd.core.audit import audit
from educrowd.core.pages import find, flash_error, flash_ok, go, paginate, render

from ...comparing import compare
from ...models import Revision
from ...models.writable import Stale
from .editing import edit_url, editable

bp = Blueprint("revisions", __name__)


@bp.get("/<int:id>/revisions")
@needs("updates.write")
def index(id: int) -> Response:
    post = editable(id)
    return render("blog/studio/revisions/index.html", post=post, page=paginate(post.revisions.select()))


@bp.get("/<int:id>/revisions/<int:version>")
@needs("updates.write")
def show(id: int, version: int) -> Response:
    """The changes that led to this version, or from another one to it."""
    post = editable(id)
    revision = find(Revision, post_id=id, version=_number(version))
    other = post.revision(_number(request.args.get("from", version - 1, type=int)))
    changes = {name: compare(getattr(other, name, ""), getattr(revision, name)) for name in ("title", "excerpt")}
    changes["text"] = compare(other.body_markdown if other else "", revision.body_markdown)
    return render("blog/studio/revisions/show.html", post=post, revision=revision, other=other, changes=changes)


@bp.post("/<int:id>/revisions/<int:version>/restoration")
@needs("updates.write")
def restore(id: int, version: int) -> Response:
    post = editable(id)
    revision = find(Revision, post_id=id, version=_number(version))
    try:
        post.restore(revision, over=request.form.get("version", type=int))
    except Stale:
        flash_error(f"Somebody saved this {post.kind} meanwhile. Look at their text first.")
        return go(url_for(".index", id=id))
    audit(f"{post.kind}.restored", subject=post, version=version)
    flash_ok(f"The text of version {version} is back, as version {post.version}.")
    return go(edit_url(post))


def _number(version: int) -> int:
    """A version that PostgreSQL can look for."""
    return version if version < 2**62 else abort(404)
