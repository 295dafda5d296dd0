"""Comments by the signed address of a pledge: a backer needs no log-in to write."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.core.access import PUBLIC, needs
from educrowd.core.comments.forms import CommentForm
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, privately, render

from ..comments.commenting import NotTaken, signature, withdraw_comment, write_comment
from ..models import Pledge, ProjectComment
from ..pledging import links
from .blueprint import bp
from .comments import parent_in, say_what_became
from .signed_links import pledge_behind_link


@bp.get("/pledges/<public_id>/comments")
@needs(PUBLIC)
def pledge_comments(public_id: str):
    return _ask(_speaking(public_id), CommentForm(formdata=None))


@bp.post("/pledges/<public_id>/comments")
@needs(PUBLIC)
def comment_by_link(public_id: str):
    pledge, form = _speaking(public_id), CommentForm()
    if not form.validate_on_submit():
        return _ask(pledge, form, status=422)
    parent, trap = parent_in(pledge.project), form.homepage.data or ""
    try:
        comment = write_comment(pledge.project, pledge.user, form.body.data or "", parent=parent, trap=trap)
    except Refused as refusal:
        form.refuse(refusal)
        return _ask(pledge, form, status=refusal.status)
    say_what_became(comment)
    return go(links.page_of(public_id, "comments"))


@bp.post("/pledges/<public_id>/comments/<int:comment_id>/deletion")
@needs(PUBLIC)
def withdraw_by_link(public_id: str, comment_id: int):
    pledge = _speaking(public_id)
    withdraw_comment(find(ProjectComment, id=comment_id, project_id=pledge.project_id, author_id=pledge.user_id))
    flash_ok("Your comment is gone.")
    return go(links.page_of(public_id, "comments"))


def _speaking(public_id: str) -> Pledge:
    """The pledge, where its link speaks for its backer: anybody can begin one in the name of any address."""
    pledge = pledge_behind_link(public_id)
    if pledge.activated_at is None:
        raise NotTaken("Comments can be written once the pledge’s card is saved.")
    if pledge.user.is_claimed and pledge.user_id != current.user.id:
        raise NotTaken("Log in to write: this backer has an account.")
    return pledge


def _ask(pledge: Pledge, form: CommentForm, *, status: int = 200) -> Response:
    project, key = pledge.project, links.key_of(pledge.public_id)
    may_write = project.takes_comments_from(pledge.user)
    page = {
        "project": project,
        "pledge": pledge,
        "key": key,
        "form": form,
        "parent": parent_in(project),
        "signed": signature(project, pledge.user) if may_write else None,
        "mine": ProjectComment.by(pledge.user, project),
        "action": url_for("crowdfunding.comment_by_link", public_id=pledge.public_id, key=key),
    }
    return privately(render("crowdfunding/comments/by_link.html", status=status, **page))
