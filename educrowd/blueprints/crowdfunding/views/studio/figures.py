"""How a project is doing: pledged by day, the way to the goal, and a forecast."""

from __future__ import annotations

from functools import partial

from educrowd.core.access import needs
from educrowd.core.formatting import money
from educrowd.core.pages import render

from ...backers.forecasting import forecast_of, length_of, pace_of
from ...finding import seen_project
from ..blueprint import bp


@bp.get("/studio/projects/<int:project_id>/figures")
@needs("projects.work")
def project_figures(project_id: int):
    project = seen_project(project_id)
    pace = pace_of(project)
    return render(
        "crowdfunding/studio/figures/show.html",
        project=project,
        course=pace,
        length=length_of(project),
        forecast=forecast_of(project, pace),
        in_currency=partial(money, currency=project.currency, short=True),
    )
