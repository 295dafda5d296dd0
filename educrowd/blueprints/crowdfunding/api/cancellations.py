"""Cancelling a project: the figures, and the act."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.pages import authorize

from ..finding import run_project
from ..launching.cancelling import cancel_project
from ..models import Project
from ..refunds.calling_off import Figures, call_off, calls_for_refunds, figures_of
from ..schemas import ProjectOut
from ..schemas.cancellations import CancellationFigures
from ..schemas.reviews import ReasonIn
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/cancellation/")
class Cancellation(MethodView):
    @crowdfunding.response(200, CancellationFigures)
    @needs("projects.work")
    def get(self, id: int) -> Figures:
        """What cancelling would come to now."""
        return figures_of(run_project(id))

    @crowdfunding.arguments(ReasonIn)
    @crowdfunding.response(200, ProjectOut)
    @needs("projects.work", unpaid=True)
    def post(self, body: dict[str, Any], id: int) -> Project:
        """Give up. Before any charge every pledge is let go; afterwards only staff may, and everybody is refunded:
        the project is `cancelling` until all have their money, then `cancelled`."""
        project = run_project(id)
        if calls_for_refunds(project):
            authorize(current.user.can("money.refund"))
            return call_off(project, reason=body["reason"])
        cancel_project(project, reason=body["reason"])
        return project
