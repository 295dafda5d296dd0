"""How a project is doing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask.views import MethodView

from educrowd.core.access import needs

from ..backers.forecasting import forecast_of, pace_of
from ..finding import seen_project
from ..schemas.figures import FiguresOut
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/figures/")
class Figures(MethodView):
    @crowdfunding.response(200, FiguresOut)
    @needs("projects.work")
    def get(self, id: int) -> dict[str, Any]:
        """What was pledged on each day since the launch, and where that leads if it goes on so."""
        project = seen_project(id)
        pace = pace_of(project)
        days = [{"day": pace.first + timedelta(days=n), "amount": amount} for n, amount in enumerate(pace.amounts)]
        return {"currency": project.currency, "days": days, "forecast": forecast_of(project, pace)}
