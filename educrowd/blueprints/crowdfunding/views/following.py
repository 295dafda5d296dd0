"""A project before its launch, and following it."""

from __future__ import annotations

from flask import Response, abort, url_for

from educrowd.blueprints.auth.models.user import User
from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.limits import address, throttle
from educrowd.core.pages import find, flash_ok, go, invalid, privately, render

from ..forms import FollowForm
from ..launching.following import behind_link, follow
from ..models import Follow, Project
from .blueprint import bp

ASKED = "Look into your mailbox: one click there, and we tell you."


@bp.get("/projects/<slug>/soon")
@needs(PUBLIC)
def soon(slug: str):
    """What is to come; once it is live, the project itself."""
    project = _followable(slug)
    if project.state == "live":
        return go(url_for("crowdfunding.project", slug=slug))
    return _ask(project)


@bp.get("/projects/<slug>/follow")
@needs(PUBLIC)
def new_follow(slug: str):
    return _ask(_followable(slug))


@bp.post("/projects/<slug>/follow")
@needs(PUBLIC)
def create_follow(slug: str):
    """The answer is the same for addresses we know and those we do not."""
    throttle("20 per hour", "follow", address())
    project = _followable(slug)
    if current.user.is_authenticated:
        is_proven = current.user.is_verified
        follow(project, current.user, is_proven=is_proven)
        flash_ok("You follow this project now." if is_proven else ASKED)
        return go(url_for("crowdfunding.new_follow", slug=slug))
    form = FollowForm()
    if not form.validate_on_submit():
        return invalid("crowdfunding/projects/follow.html", form, project=project, is_following=False)
    follow(project, User.guest(form.email.data or ""), is_proven=False)
    flash_ok(ASKED)
    return go(url_for("crowdfunding.new_follow", slug=slug))


@bp.post("/projects/<slug>/follow/end")
@needs(SIGNED_IN, unpaid=True)
def delete_follow(slug: str):
    Follow.end(_followable(slug), current.user)
    flash_ok("You no longer follow this project.")
    return go(url_for("crowdfunding.new_follow", slug=slug))


@bp.get("/follows/<token>")
@needs(PUBLIC)
def follow_by_link(token: str):
    """Mail scanners follow links, so that looking confirms nothing."""
    found = behind_link(token) or abort(404)
    return _page(found, token)


@bp.post("/follows/<token>")
@needs(PUBLIC)
def confirm_follow(token: str):
    found = behind_link(token) or abort(404)
    found.confirm()
    return _page(found, token)


@bp.post("/follows/<token>/end")
@needs(PUBLIC, unpaid=True)
def end_follow_by_link(token: str):
    found = behind_link(token) or abort(404)
    project = found.project
    Follow.end(project, found.user)
    flash_ok("You no longer follow this project.")
    return go(url_for("crowdfunding.new_follow", slug=project.slug))


def _followable(slug: str) -> Project:
    """One that takes pledges, or was announced."""
    project = find(Project, slug=slug)
    if not (project.is_announced or project.is_open):
        abort(404)
    return project


def _ask(project: Project) -> Response:
    is_following = current.user.is_authenticated and Follow.is_followed(project, current.user)
    form = FollowForm(formdata=None)
    return render("crowdfunding/projects/follow.html", project=project, form=form, is_following=is_following)


def _page(found: Follow, token: str) -> Response:
    return privately(render("crowdfunding/projects/follow_link.html", follow=found, project=found.project, token=token))
