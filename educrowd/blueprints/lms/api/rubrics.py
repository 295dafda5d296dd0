"""Rubrics of the site."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.pages import authorize, find

from ..assignments.rubric_schemas import RubricChanges, RubricIn, RubricOut
from ..models import Rubric
from .blueprint import lms


@lms.route("/rubrics/")
class Rubrics(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(RubricOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any]) -> Select[Rubric]:
        """All rubrics of the site; any of its courses may use them."""
        return Rubric.listed()

    @lms.arguments(RubricIn)
    @lms.created(RubricOut, at="/api/v1/lms/rubrics/{id}/")
    @needs("courses.create")
    def post(self, body: dict[str, Any]) -> Rubric:
        """Make a rubric; an assignment uses it once its settings name its uid."""
        return Rubric.add(current.user, **body)


@lms.route("/rubrics/<int:id>/")
class OneRubric(MethodView):
    @lms.response(200, RubricOut)
    @needs("courses.work")
    def get(self, id: int) -> Rubric:
        """One rubric."""
        return find(Rubric, id=id)

    @lms.arguments(RubricChanges)
    @lms.response(200, RubricOut)
    @needs("courses.create")
    def patch(self, body: dict[str, Any], id: int) -> Rubric:
        """Change it; grades that were given keep the words of their day."""
        rubric = _own(id)
        rubric.change(over=body.pop("version", rubric.version), **body)
        return rubric

    @lms.response(204)
    @needs("courses.create")
    def delete(self, id: int) -> None:
        """Delete it; 409 where assignments name it."""
        _own(id).delete()


def _own(id: int) -> Rubric:
    rubric = find(Rubric, id=id)
    authorize(rubric.editable_by(current.user))
    return rubric
