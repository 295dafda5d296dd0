"""Comments below a project: read by all, written by people who have signed in."""

from __future__ import annotations

from flask import Response, request, url_for

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.comments.forms import CommentForm, ReportForm
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import authorize, find, flash_ok, go, invalid, render

from ..comments.commenting import report_comment, signature, withdraw_comment, write_comment
from ..comments.threads import threads_page
from ..finding import project_at
from ..models import Project, ProjectComment
from .blueprint import bp

FORM = "crowdfunding/comments/new.html"


@bp.get("/projects/<slug>/comments")
@needs(PUBLIC)
@cached_page
def comments(slug: str):
    project = project_at(slug)
    waiting = ProjectComment.waiting_of(project, current.user) if current.user.is_authenticated else []
    return render("crowdfunding/comments/index.html", project=project, page=threads_page(project), waiting=waiting)


@bp.get("/projects/<slug>/comments/new")
@needs(SIGNED_IN)
def new_comment(slug: str):
    project = project_at(slug)
    return _ask(project, CommentForm(formdata=None), parent_in(project))


@bp.post("/projects/<slug>/comments")
@needs(SIGNED_IN)
def create_comment(slug: str):
    project, form = project_at(slug), CommentForm()
    parent = parent_in(project)
    if not form.validate_on_submit():
        return _ask(project, form, parent, status=422)
    try:
        comment = write_comment(
            project, current.user, form.body.data or "", parent=parent, trap=form.homepage.data or ""
        )
    except Refused as refusal:
        form.refuse(refusal)
        return _ask(project, form, parent, status=refusal.status)
    say_what_became(comment)
    return go(url_for("crowdfunding.comments", slug=slug, _anchor=anchor(comment)))


@bp.post("/projects/<slug>/comments/<int:comment_id>/deletion")
@needs(SIGNED_IN)
def withdraw(slug: str, comment_id: int):
    comment = find(ProjectComment, id=comment_id, project_id=find(Project, slug=slug).id)
    authorize(comment.author_id == current.user.id)
    withdraw_comment(comment)
    flash_ok("Your comment is gone.")
    return go(url_for("crowdfunding.comments", slug=slug))


@bp.get("/projects/<slug>/comments/<int:comment_id>/report")
@needs(PUBLIC)
def new_report(slug: str, comment_id: int):
    comment = _readable(slug, comment_id)
    return render("crowdfunding/comments/report.html", comment=comment, form=ReportForm(formdata=None))


@bp.post("/projects/<slug>/comments/<int:comment_id>/report")
@needs(PUBLIC)
def create_report(slug: str, comment_id: int):
    throttle("10 per hour", "report", address())
    comment, form = _readable(slug, comment_id), ReportForm()
    if not form.validate_on_submit():
        return invalid("crowdfunding/comments/report.html", form, comment=comment)
    report_comment(comment, reporter=reporter(), reason=form.reason.data, words=form.words.data or "")
    flash_ok("Thank you. Somebody looks at it soon.")
    return go(url_for("crowdfunding.comments", slug=slug))


def parent_in(project: Project) -> ProjectComment | None:
    """The comment that is answered, where `parent` names one that can be."""
    parent_id = request.values.get("parent", type=int)
    if not parent_id:
        return None
    return find(ProjectComment, id=parent_id, project_id=project.id, parent_id=None, status="published")


def say_what_became(comment: ProjectComment) -> None:
    flash_ok("Your comment is there." if comment.is_published else "Thank you. It appears once somebody has read it.")


def anchor(comment: ProjectComment) -> str | None:
    return f"comment-{comment.id}" if comment.is_published else None


def reporter() -> str:
    """Who reports: the account, else the address."""
    return f"user:{current.user.id}" if current.user.is_authenticated else f"address:{address()}"


def _readable(slug: str, comment_id: int) -> ProjectComment:
    project = project_at(slug)
    return find(ProjectComment, id=comment_id, project_id=project.id, status="published")


def _ask(project: Project, form: CommentForm, parent: ProjectComment | None, *, status: int = 200) -> Response:
    may_write = project.takes_comments_from(current.user)
    signed = signature(project, current.user) if may_write else None
    action = url_for("crowdfunding.create_comment", slug=project.slug)
    return render(
        FORM, status=status, project=project, form=form, parent=parent, signed=signed, action=action, back=None
    )
