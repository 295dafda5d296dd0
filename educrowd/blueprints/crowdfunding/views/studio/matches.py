"""Sponsors of a project: who was asked, what was agreed, what it came to."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.limits import throttle
from educrowd.core.pages import flash_error, flash_ok, go, render

from ...finding import run_project
from ...matching.forms import MatchForm
from ...matching.matching import invite_sponsor, stop_matching
from ...models import Match, Project
from ...queries import matches_with_people
from ..blueprint import bp
from ..finding import own_match


@bp.get("/studio/projects/<int:project_id>/matches")
@needs("projects.work")
def matches(project_id: int):
    project = run_project(project_id)
    return _index(project, MatchForm(project.currency, formdata=None))


@bp.post("/studio/projects/<int:project_id>/matches")
@needs("projects.work")
def create_match(project_id: int):
    project = run_project(project_id)
    form = MatchForm(project.currency)
    if not form.validate_on_submit():
        return _index(project, form, status=422)
    throttle("30 per day", "match", str(project.id))
    try:
        match = invite_sponsor(project, **form.terms)
    except Refused as refusal:
        form.refuse(refusal)
        return _index(project, form, status=refusal.status)
    flash_ok(f"We wrote to {match.user.email}. It runs as soon as they have agreed.")
    return go(url_for("crowdfunding.matches", project_id=project.id))


@bp.post("/studio/matches/<int:match_id>/end")
@needs("projects.work", unpaid=True)
def end_match(match_id: int):
    match = own_match(match_id)
    try:
        stop_matching(match)
        flash_ok("The invitation is taken back." if match.state == "withdrawn" else "No pledge is matched from now on.")
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("crowdfunding.matches", project_id=match.project_id))


def _index(project: Project, form: MatchForm, *, status: int = 200):
    listed: list[Match] = list(db.session.scalars(matches_with_people(project)))
    return render("crowdfunding/studio/matches/index.html", status=status, project=project, matches=listed, form=form)
