"""Projects as visitors see them."""

from __future__ import annotations

from typing import Any

from flask import request

from educrowd.core import updates
from educrowd.core.access import PUBLIC, needs
from educrowd.core.db import db
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import paginate, render

from ..comments.threads import latest_threads
from ..discovering import ORDERS, STANDINGS, having_words, in_order, standing
from ..finding import project_at
from ..launching.telling import categories
from ..models import Milestone, Project, ProjectComment, ProjectMember
from ..queries import latest_backers, with_totals
from .blueprint import bp


@bp.get("/projects/")
@needs(PUBLIC)
@cached_page
def projects():
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("state", "category", "order")}
    query = request.args.get("q", "").strip()[:100]
    found = standing(Project.public(), asked["state"])
    found = found.where(Project.category == asked["category"]) if asked["category"] else found
    page = paginate(with_totals(in_order(having_words(found, query), asked["order"])), per_page=12)
    choices = {"standings": STANDINGS, "orders": ORDERS, "categories": categories()}
    return render("crowdfunding/projects/index.html", page=page, query=query, **asked, **choices)


@bp.get("/projects/<slug>")
@needs(PUBLIC)
@cached_page
def project(slug: str):
    project = project_at(slug)
    return render("crowdfunding/projects/show.html", project=project, **_told_about(project))


def _told_about(project: Project) -> dict[str, Any]:
    source = request.args.get("ref") or request.args.get("utm_source")
    return {
        "source": source,
        "backers": latest_backers(project),
        "updates": updates.desk().about("project", project.id),
        "milestones": Milestone.of(project),
        "threads": latest_threads(project),
        "comments_count": ProjectComment.count(project),
        "team": db.session.scalars(ProjectMember.of(project)).all() if project.shows_team else [],
    }


@bp.get("/projects/<slug>/figures")
@needs(PUBLIC)
def figures(slug: str):
    """The part of the page that moves while people pledge; asked again and again, so 304 when nothing has."""
    project = project_at(slug)
    response = render("crowdfunding/projects/_figures.html", project=project)
    response.add_etag()
    return response.make_conditional(request)
