"""Further goals and questions of a project, and where its backers came from."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from educrowd.core.access import PUBLIC, needs
from educrowd.core.api import PageQuery
from educrowd.core.db import db
from educrowd.core.pages import find

from ..finding import own_project, seen_project, visible_project
from ..launching.telling import add_question, add_stretch_goal
from ..models import PledgeSource, Question, StretchGoal
from ..schemas import QuestionIn, QuestionOut, SourceOut, StretchGoalIn, StretchGoalOut
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/stretch-goals/")
class StretchGoals(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(StretchGoalOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[StretchGoal]:
        """What becomes possible beyond the goal, the nearest first."""
        goals = select(StretchGoal).where(StretchGoal.project_id == visible_project(id).id)
        return goals.options(joinedload(StretchGoal.project)).order_by(StretchGoal.amount)

    @crowdfunding.arguments(StretchGoalIn)
    @crowdfunding.created(StretchGoalOut, at="/api/v1/crowdfunding/stretch-goals/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> StretchGoal:
        """Add one; it lies beyond the goal."""
        return add_stretch_goal(own_project(id), **body)


@crowdfunding.route("/stretch-goals/<int:id>/")
class OneStretchGoal(MethodView):
    @crowdfunding.response(200, StretchGoalOut)
    @needs(PUBLIC)
    def get(self, id: int) -> StretchGoal:
        """One stretch goal."""
        goal = find(StretchGoal, id=id)
        visible_project(goal.project_id)
        return goal

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Remove it."""
        goal = find(StretchGoal, id=id)
        own_project(goal.project_id)
        db.session.delete(goal)


@crowdfunding.route("/projects/<int:id>/questions/")
class Questions(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(QuestionOut)
    @needs(PUBLIC)
    def get(self, query: dict[str, Any], id: int) -> Select[Question]:
        """What people ask, with the answers."""
        return select(Question).where(Question.project_id == visible_project(id).id).order_by(Question.id)

    @crowdfunding.arguments(QuestionIn)
    @crowdfunding.created(QuestionOut, at="/api/v1/crowdfunding/questions/{id}/")
    @needs("projects.work")
    def post(self, body: dict[str, Any], id: int) -> Question:
        """Answer a question."""
        return add_question(own_project(id), **body)


@crowdfunding.route("/questions/<int:id>/")
class OneQuestion(MethodView):
    @crowdfunding.response(200, QuestionOut)
    @needs(PUBLIC)
    def get(self, id: int) -> Question:
        """One question."""
        question = find(Question, id=id)
        visible_project(question.project_id)
        return question

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Remove it."""
        question = find(Question, id=id)
        own_project(question.project_id)
        db.session.delete(question)


@crowdfunding.route("/projects/<int:id>/sources/")
class Sources(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(SourceOut)
    @needs("projects.work")
    def get(self, query: dict[str, Any], id: int) -> list[dict[str, Any]]:
        """Pledges that count by the `ref` or `utm_source` of the link that led to them."""
        project = seen_project(id)
        return [{**row._mapping, "currency": project.currency} for row in PledgeSource.figures(project)]
