"""A project's way beside its launch: reviews, taking it back, suspension."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.errors import Invalid

from ..finding import own_project, run_project, visible_project
from ..launching import reviewing, suspending
from ..models import Project, ProjectReview
from ..schemas import ProjectOut
from ..schemas.reviews import ReasonIn, ResumptionIn, ReviewIn, ReviewOut
from .blueprint import crowdfunding


@crowdfunding.route("/reviews/")
class Queue(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(ReviewOut)
    @needs("projects.manage")
    def get(self, query: dict[str, Any]) -> Select[ProjectReview]:
        """Projects that wait for a review, who asked first on top."""
        return ProjectReview.waiting()


@crowdfunding.route("/projects/<int:id>/reviews/")
class Reviews(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(ReviewOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> Select[ProjectReview]:
        """A project's reviews, the newest first."""
        return ProjectReview.of(own_project(id))

    @crowdfunding.arguments(ReviewIn)
    @crowdfunding.response(200, ProjectOut)
    @needs("projects.manage")
    def post(self, body: dict[str, Any], id: int) -> Project:
        """Approve a project that waits, or send it back with words."""
        project, words = visible_project(id), body["words"]
        if body["verdict"] == "approved":
            reviewing.approve_project(project, by=current.user, words=words)
        elif not words:
            raise Invalid("words", "Say what should change.")
        else:
            reviewing.send_back(project, by=current.user, words=words)
        return project


@crowdfunding.route("/projects/<int:id>/withdrawal/")
class Withdrawal(MethodView):
    @crowdfunding.response(200, ProjectOut)
    @needs("projects.work")
    def post(self, id: int) -> Project:
        """Take a project that waits for its review or its time back to a draft."""
        project = run_project(id)
        reviewing.withdraw_project(project, by=current.user)
        return project


@crowdfunding.route("/projects/<int:id>/suspension/")
class Suspension(MethodView):
    @crowdfunding.arguments(ReasonIn)
    @crowdfunding.response(200, ProjectOut)
    @needs("projects.manage")
    def post(self, body: dict[str, Any], id: int) -> Project:
        """Take a live project off the site: no pledges, no charges, no end meanwhile."""
        project = visible_project(id)
        suspending.suspend_project(project, reason=body["reason"])
        return project


@crowdfunding.route("/projects/<int:id>/resumption/")
class Resumption(MethodView):
    @crowdfunding.arguments(ResumptionIn)
    @crowdfunding.response(200, ProjectOut)
    @needs("projects.manage")
    def post(self, body: dict[str, Any], id: int) -> Project:
        """Put a suspended project back on the site."""
        project = visible_project(id)
        suspending.resume_project(project, gives_time_back=body["gives_time_back"])
        return project
