"""The announcement, further goals and questions: what a creator adds to a project's page."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core import money
from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid

from ..models import Project, Question, StretchGoal

MOST = 50


def announce(project: Project) -> None:
    """Show people that it is to come, so that they can follow it; a second time takes that back."""
    project.announced_at = None if project.announced_at else utcnow()
    audit("project.announced" if project.announced_at else "project.withdrawn", subject=project)


def add_stretch_goal(project: Project, *, amount: int, title: str) -> StretchGoal:
    """Say what becomes possible beyond the goal."""
    money.whole(amount, "amount")
    if amount <= project.goal_amount:
        raise Invalid("amount", "A stretch goal lies beyond the goal.")
    if any(known.amount == amount for known in _room(project.stretch_goals)):
        raise Invalid("amount", "Another stretch goal has this amount.")
    goal = StretchGoal(project_id=project.id, amount=amount, title=title)
    return _added(project, goal, "stretch_goals")


def add_question(project: Project, *, question: str, answer: str) -> Question:
    """Answer what people ask."""
    _room(project.questions)
    return _added(project, Question(project_id=project.id, question=question, answer=answer), "questions")


def categories() -> list[str]:
    """What the public projects of this site are about, in the order of the alphabet."""
    used = Project.public().with_only_columns(Project.category).order_by(None).where(Project.category != "")
    return sorted(db.session.scalars(select(used.distinct().subquery().c.category)))


def _room(rows: list) -> list:
    if len(rows) >= MOST:
        raise Invalid(None, f"There is room for {MOST} of them.")
    return rows


def _added(project: Project, row, names: str):
    db.session.add(row)
    db.session.flush()
    db.session.expire(project, [names])
    return row
