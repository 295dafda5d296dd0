"""Memberships: the months a member paid, leaving taken back, and the creator's stop."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery

from ..finding import run_project
from ..memberships.leaving import leave, stay
from ..memberships.planning import withdraw_change
from ..memberships.stopping import stop_project
from ..models import Pledge, PledgeMonth, Project
from ..schemas import PledgeOut, ProjectOut
from ..schemas.memberships import MonthOut
from .blueprint import crowdfunding
from .pledges import own_pledge, visible_pledge


@crowdfunding.route("/pledges/<int:id>/months/")
class Months(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(MonthOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> Select[PledgeMonth]:
        """The months of a membership that were demanded, newest first; a pledge of another kind has none."""
        return PledgeMonth.of(visible_pledge(id))


@crowdfunding.route("/pledges/<int:id>/ending/")
class Ending(MethodView):
    @crowdfunding.response(200, PledgeOut)
    @needs(SIGNED_IN, unpaid=True)
    def put(self, id: int) -> Pledge:
        """Leave with the end of the month that is paid; `ends_at` says when that is."""
        pledge = own_pledge(id)
        leave(pledge)
        return pledge

    @crowdfunding.response(200, PledgeOut)
    @needs(SIGNED_IN, unpaid=True)
    def delete(self, id: int) -> Pledge:
        """Stay after all, while the paid month lasts."""
        pledge = own_pledge(id)
        stay(pledge)
        return pledge


@crowdfunding.route("/pledges/<int:id>/planned-change/")
class PlannedChangeOfPledge(MethodView):
    @crowdfunding.response(200, PledgeOut)
    @needs(SIGNED_IN, unpaid=True)
    def delete(self, id: int) -> Pledge:
        """Take a change back that was to come with the next month."""
        pledge = own_pledge(id)
        withdraw_change(pledge)
        return pledge


@crowdfunding.route("/projects/<int:id>/stop/")
class Stop(MethodView):
    @crowdfunding.response(200, ProjectOut)
    @needs("projects.work", unpaid=True)
    def post(self, id: int) -> Project:
        """End a membership: it takes nobody any more, nobody is charged again, and what is paid lasts to its end."""
        project = run_project(id)
        stop_project(project)
        return project
