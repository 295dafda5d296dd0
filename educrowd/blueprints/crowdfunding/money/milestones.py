"""Milestones: promised in a draft, held back in the books, released when a promise is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Invalid

from ..collecting.settling import settle_project
from ..models import Milestone, Project
from ..models.errors import Frozen
from ..models.milestone import MOST_PERCENT


def add_milestone(project: Project, *, title: str, share_percent: int, lessons_needed: int | None = None) -> Milestone:
    """Promise to wait for a part of the money; once people can pledge, promises stand."""
    project = Project.locked(project.id)
    if not project.is_draft:
        raise Frozen("Backers count on this: milestones stand after the launch.")
    if project.is_monthly:
        raise Frozen("Each month of a membership is the creator's at once: nothing is held back.")
    if share_percent + sum(each.share_percent for each in Milestone.of(project)) > MOST_PERCENT:
        raise Invalid("share_percent", f"All milestones together hold back at most {MOST_PERCENT}%.")
    if lessons_needed and not project.course_id:
        raise Invalid("lessons_needed", "Say first which course the project opens.")
    milestone = Milestone(
        project_id=project.id, title=title, share_percent=share_percent, lessons_needed=lessons_needed
    )
    db.session.add(milestone)
    db.session.flush()
    return milestone


def remove_milestone(milestone: Milestone) -> None:
    """Take a promise back, while nobody has seen it."""
    if not Project.locked(milestone.project_id).is_draft:
        raise Frozen("Backers count on this: milestones stand after the launch.")
    db.session.delete(milestone)


def release_by_hand(milestone: Milestone, *, by: Any) -> None:
    """The staff has seen that a promise is kept."""
    if milestone.is_released:
        return
    if not milestone.project.is_successful:
        raise Frozen("Nothing is held back before the project is funded.")
    milestone.release(by.id)
    audit("milestone.released", subject=milestone, project=milestone.project.title)
    settle_project.later(milestone.project_id)


def note_lessons(course_id: int, count: int) -> None:
    """So many lessons of this course are out: promises of so many or fewer are kept."""
    kept = (
        select(Milestone)
        .join(Milestone.project)
        .where(Project.course_id == course_id, Milestone.released_at.is_(None), Milestone.lessons_needed <= count)
        .where(Project.state.in_(("live", "funded", "collecting", "settled")))
    )
    for milestone in db.session.scalars(kept.with_for_update(of=Milestone)).all():
        milestone.release()
        audit("milestone.released", subject=milestone, lessons=count)
        settle_project.later(milestone.project_id)
