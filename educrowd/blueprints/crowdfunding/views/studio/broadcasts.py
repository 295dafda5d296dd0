"""Letters to many backers: written, looked at, sent, and what became of them."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render

from ...finding import answered_project
from ...messages.broadcasting import audience_of, audience_words, broadcast, count_of
from ...messages.forms import BroadcastForm
from ...models import Broadcast, BroadcastLetter, Project
from ..blueprint import bp

PAGE = "crowdfunding/studio/broadcasts/new.html"


@bp.get("/studio/projects/<int:project_id>/letters/")
@needs("projects.work")
def broadcasts(project_id: int):
    project = answered_project(project_id)
    page = paginate(Broadcast.of(project))
    counts = BroadcastLetter.counts(page.items)
    return render("crowdfunding/studio/broadcasts/index.html", project=project, page=page, counts=counts)


@bp.get("/studio/projects/<int:project_id>/letters/new")
@needs("projects.work")
def new_broadcast(project_id: int):
    project = answered_project(project_id)
    form = BroadcastForm(project, formdata=None, token=token_urlsafe(12))
    return render(PAGE, project=project, form=form, seen=None)


@bp.post("/studio/projects/<int:project_id>/letters/preview")
@needs("projects.work")
def preview_broadcast(project_id: int):
    """The letter as it will be read, and how many get it; nothing is sent."""
    project = answered_project(project_id)
    form = BroadcastForm(project)
    if not form.validate_on_submit():
        return invalid(PAGE, form, project=project, seen=None)
    return render(PAGE, project=project, form=form, seen=_seen(project, form))


@bp.post("/studio/projects/<int:project_id>/letters/")
@needs("projects.work")
def create_broadcast(project_id: int):
    project = answered_project(project_id)
    form = BroadcastForm(project)
    if not form.validate_on_submit():
        return invalid(PAGE, form, project=project, seen=None)
    text = {"subject": form.subject.data or "", "body": form.body.data or "", "token": form.token.data or ""}
    try:
        sent = broadcast(project, current.user, **text, **form.audience)
    except Refused as refusal:
        form.refuse(refusal)
        return render(PAGE, status=refusal.status, project=project, form=form, seen=None)
    flash_ok("Your letter is on its way.")
    return go(url_for("crowdfunding.one_broadcast", project_id=project.id, broadcast_id=sent.id))


@bp.get("/studio/projects/<int:project_id>/letters/<int:broadcast_id>/")
@needs("projects.work")
def one_broadcast(project_id: int, broadcast_id: int):
    project = answered_project(project_id)
    found = find(Broadcast, id=broadcast_id, project_id=project.id)
    bounced = BroadcastLetter.bounced(found)
    return render("crowdfunding/studio/broadcasts/show.html", project=project, broadcast=found, bounced=bounced)


def _seen(project: Project, form: BroadcastForm) -> dict[str, Any]:
    return {"count": count_of(audience_of(project, **form.audience)), "to": audience_words(project, **form.audience)}
