"""Selling on after a project was funded."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current

from ..finding import run_project, visible_project
from ..models import LateSale
from ..rewards.selling_late import close_late_sale, open_late_sale
from ..schemas.late_sales import LateSaleIn, LateSaleOut
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/late-sale/")
class OneLateSale(MethodView):
    @crowdfunding.response(200, LateSaleOut)
    @needs(PUBLIC)
    def get(self, id: int) -> LateSale:
        """What is sold on, and until when; 404 where a project has never sold late."""
        return visible_project(id).late_sale or abort(404)

    @crowdfunding.arguments(LateSaleIn)
    @crowdfunding.response(200, LateSaleOut)
    @needs("projects.work")
    def put(self, body: dict[str, Any], id: int) -> LateSale:
        """Sell these rewards on; each late pledge is charged at once."""
        return open_late_sale(run_project(id), by=current.user, **body)

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Take no late pledges any more."""
        close_late_sale(run_project(id))
