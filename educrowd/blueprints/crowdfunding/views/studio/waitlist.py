"""Who waits for a project's rewards, for those who run it."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.pages import is_htmx, paginate, render

from ...finding import fulfilled_project
from ...models import Project, WaitlistEntry
from ...waitlists.forms import WaitlistFilter
from ...waitlists.queries import line_of
from ..blueprint import bp

HEADING = ("position", "name", "email", "reward", "variant", "state", "since", "offered_at", "kept_until")


@bp.get("/studio/projects/<int:project_id>/waitlist")
@needs("projects.work")
def project_waitlist(project_id: int):
    project = fulfilled_project(project_id)
    template = "_list.html" if is_htmx() else "index.html"
    page = paginate(_listed(project), per_page=50)
    form = WaitlistFilter(project, request.args)
    return render(f"crowdfunding/studio/waitlist/{template}", project=project, page=page, form=form)


@bp.get("/studio/projects/<int:project_id>/waitlist.csv")
@needs("projects.work")
def waitlist_csv(project_id: int):
    project = fulfilled_project(project_id)
    return csv_file(f"{project.slug}-waitlist.csv", HEADING, _listed(project), _row)


def _listed(project: Project) -> Select[WaitlistEntry]:
    return line_of(project, request.args.get("reward", type=int))


def _row(entry: WaitlistEntry) -> tuple[Any, ...]:
    what = (entry.reward.title, entry.variant.label if entry.variant else "")
    when = (entry.confirmed_at, entry.offered_at, entry.reserved_until)
    return (entry.position, entry.name, entry.user.email, *what, entry.state, *when)
