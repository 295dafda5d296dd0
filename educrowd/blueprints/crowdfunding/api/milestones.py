"""Milestones of a project."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.pages import find

from ..finding import run_project, visible_project
from ..models import Milestone
from ..money.milestones import add_milestone, release_by_hand, remove_milestone
from ..schemas.payouts import MilestoneIn, MilestoneOut
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/milestones/")
class Milestones(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(MilestoneOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[Milestone]:
        """What the project holds back, and until when."""
        return select(Milestone).where(Milestone.project_id == visible_project(id).id).order_by(Milestone.id)

    @crowdfunding.arguments(MilestoneIn)
    @crowdfunding.created(MilestoneOut, at="/api/v1/crowdfunding/milestones/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> Milestone:
        """Promise one, in a draft."""
        return add_milestone(run_project(id), **body)


@crowdfunding.route("/milestones/<int:id>/")
class OneMilestone(MethodView):
    @crowdfunding.response(200, MilestoneOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Milestone:
        """One milestone."""
        milestone = find(Milestone, id=id)
        visible_project(milestone.project_id)
        return milestone

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Take one back, in a draft."""
        milestone = find(Milestone, id=id)
        run_project(milestone.project_id)
        remove_milestone(milestone)


@crowdfunding.route("/milestones/<int:id>/release/")
class ReleaseMilestone(MethodView):
    @crowdfunding.response(200, MilestoneOut)
    @needs("money.payout", unpaid=True)
    def post(self, id: int) -> Milestone:
        """Say that the promise is kept: its share of the money is free."""
        milestone = find(Milestone, id=id)
        release_by_hand(milestone, by=current.user)
        return milestone
