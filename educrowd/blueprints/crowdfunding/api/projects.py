"""Projects: list, create, read, change, delete, launch; and their books."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery, partial
from educrowd.core.current import current
from educrowd.core.ledger import LedgerTransaction
from educrowd.core.pages import authorize

from ..discovering import having_words
from ..finding import own_project, run_project, visible_project
from ..launching.creating import change_project, create_project, delete_project, require_own_course
from ..launching.reviewing import submit_project
from ..models import Project
from ..queries import ledger_transactions, with_totals
from ..schemas import LedgerOut, ProjectIn, ProjectOut, ProjectQuery
from .blueprint import crowdfunding

# What an editor of the team may change.
STORY = {"summary", "category", "story", "risks"}


@crowdfunding.route("/projects/")
class Projects(MethodView):
    @crowdfunding.arguments(ProjectQuery, location="query")
    @crowdfunding.page(ProjectOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any]) -> Select[Project]:
        """What anybody may see, and one's own in any state."""
        filters = {name: query[name] for name in ("state", "kind", "category") if name in query}
        return with_totals(having_words(Project.visible(current.user).filter_by(**filters), query.get("q", "")))

    @crowdfunding.arguments(ProjectIn)
    @crowdfunding.created(ProjectOut)
    @needs("projects.create")
    def post(self, body: dict[str, Any]) -> Project:
        """Make a draft; one's own."""
        require_own_course(body["course_id"], current.user)
        currency = body.pop("currency", current.tenant.currency)
        return create_project(creator=current.user, currency=currency, **body)


@crowdfunding.route("/projects/<int:id>/")
class OneProject(MethodView):
    @crowdfunding.response(200, ProjectOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Project:
        """One project."""
        return visible_project(id)

    @crowdfunding.arguments(ProjectIn)
    @crowdfunding.response(200, ProjectOut)
    @needs("projects.work")
    def put(self, body: dict[str, Any], id: int) -> Project:
        """Replace all that can be changed; what is left out takes its default, address and currency stay."""
        return _change(own_project(id), body)

    @crowdfunding.arguments(partial(ProjectIn))
    @crowdfunding.response(200, ProjectOut)
    @needs("projects.work")
    def patch(self, body: dict[str, Any], id: int) -> Project:
        """Change what is sent; after the launch goal, currency, deadline and kind stand."""
        return _change(own_project(id), body)

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Delete a draft."""
        delete_project(run_project(id))


@crowdfunding.route("/projects/<int:id>/launch/")
class Launch(MethodView):
    @crowdfunding.response(200, ProjectOut)
    @needs("projects.work")
    def post(self, id: int) -> Project:
        """Take a complete draft live, to its review or to its time; 409 `not_ready` says what is missing."""
        project = run_project(id)
        submit_project(project, by=current.user)
        return project


@crowdfunding.route("/projects/<int:id>/ledger/")
class ProjectLedger(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(LedgerOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[LedgerTransaction]:
        """The project's transactions in the books, newest first."""
        return ledger_transactions(run_project(id))


def _change(project: Project, body: dict[str, Any]) -> Project:
    authorize(project.run_by(current.user) or body.keys() <= STORY)
    if body.get("course_id") != project.course_id:
        require_own_course(body.get("course_id"), current.user)
    return change_project(project, **body)
