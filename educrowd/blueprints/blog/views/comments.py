"""Comments below a post: read by its readers, written by those whom it takes them from."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.comments.forms import CommentForm, ReportForm
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import authorize, find, flash_ok, go, invalid, render

from ..comments.commenting import report_comment, signature, withdraw_comment, write_comment
from ..comments.forms import GuestCommentForm
from ..comments.threads import threads_page
from ..models import Post, PostComment

bp = Blueprint("comments", __name__, url_prefix="/blog/<slug>/comments")


@bp.get("")
@needs(PUBLIC)
@cached_page
def index(slug: str) -> Response:
    post = _open(slug)
    waiting = PostComment.waiting_of(post, current.user) if current.user.is_authenticated else []
    return render("blog/comments/index.html", post=post, page=threads_page(post), waiting=waiting)


@bp.get("/new")
@needs(PUBLIC)
def new(slug: str) -> Response:
    post = _open(slug)
    return _ask(post, _form(formdata=None), _parent(post))


@bp.post("")
@needs(PUBLIC)
def create(slug: str) -> Response:
    post, form = _open(slug), _form()
    parent = _parent(post)
    if not form.validate_on_submit():
        return _ask(post, form, parent, status=422)
    words = {"name": form.author_name.data or ""} if isinstance(form, GuestCommentForm) else {}
    try:
        trap = form.homepage.data or ""
        comment = write_comment(post, current.user, form.body.data or "", parent=parent, trap=trap, **words)
    except Refused as refusal:
        form.refuse(refusal)
        return _ask(post, form, parent, status=refusal.status)
    is_there = comment.is_published
    flash_ok("Your comment is there." if is_there else "Thank you. It appears once somebody has read it.")
    return go(url_for(".index", slug=slug, _anchor=f"comment-{comment.id}" if is_there else None))


@bp.post("/<int:comment_id>/deletion")
@needs(SIGNED_IN)
def withdraw(slug: str, comment_id: int) -> Response:
    comment = find(PostComment, id=comment_id, post_id=find(Post, slug=slug).id)
    authorize(comment.author_id == current.user.id)
    withdraw_comment(comment)
    flash_ok("Your comment is gone.")
    return go(url_for(".index", slug=slug))


@bp.get("/<int:comment_id>/report")
@needs(PUBLIC)
def new_report(slug: str, comment_id: int) -> Response:
    return render("blog/comments/report.html", comment=_readable(slug, comment_id), form=ReportForm(formdata=None))


@bp.post("/<int:comment_id>/report")
@needs(PUBLIC)
def create_report(slug: str, comment_id: int) -> Response:
    throttle("10 per hour", "report", address())
    comment, form = _readable(slug, comment_id), ReportForm()
    if not form.validate_on_submit():
        return invalid("blog/comments/report.html", form, comment=comment)
    reporter = f"user:{current.user.id}" if current.user.is_authenticated else f"address:{address()}"
    report_comment(comment, reporter=reporter, reason=form.reason.data, words=form.words.data or "")
    flash_ok("Thank you. Somebody looks at it soon.")
    return go(url_for(".index", slug=slug))


def _open(slug: str) -> Post:
    """The post, for those who may read all of it."""
    post = find(Post, slug=slug, status="published")
    authorize(post.opens_to(current.user))
    return post


def _parent(post: Post) -> PostComment | None:
    """The comment that is answered, where `parent` names one that can be."""
    parent_id = request.values.get("parent", type=int)
    if not parent_id or not 0 < parent_id < 2**63:
        return None
    return find(PostComment, id=parent_id, post_id=post.id, status="published")


def _readable(slug: str, comment_id: int) -> PostComment:
    return find(PostComment, id=comment_id, post_id=_open(slug).id, status="published") or abort(404)


def _form(**given) -> CommentForm:
    return CommentForm(**given) if current.user.is_authenticated else GuestCommentForm(**given)


def _ask(post: Post, form: CommentForm, parent: PostComment | None, *, status: int = 200) -> Response:
    signed = signature(post, current.user) if post.takes_comments_from(current.user) else None
    return render("blog/comments/new.html", status=status, post=post, form=form, parent=parent, signed=signed)
