"""Selling late: a funded project goes on selling chosen rewards, each charged at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from educrowd.blueprints.auth.models.user import User
from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid

from ..launching.scheduling import promise_moments
from ..models import LateSale, Project
from ..models.errors import Frozen
from ..waitlists.waiting import offer_freed


def open_late_sale(project: Project, *, reward_ids: Collection[int], ends_at: datetime | None, by: User) -> LateSale:
    """Sell these rewards on, until a moment or while stock lasts; whether the project was funded stands."""
    project = Project.locked(project.id)
    if project.is_monthly:
        raise Frozen("A membership that was stopped takes nobody any more.")
    if not project.is_successful:
        raise Frozen("Late pledges begin once the project was funded.")
    if ends_at and ends_at <= utcnow():
        raise Invalid("ends_at", "Choose a moment that is to come.")
    _choose(project, reward_ids)
    sale = project.late_sale or LateSale(project_id=project.id)
    sale.opened_by_id, sale.ends_at, sale.closed_at = by.id, ends_at, None
    project.late_sale = sale
    db.session.flush()
    promise_moments({ends_at})
    audit("project.late_sale_opened", subject=project, rewards=sorted(reward_ids))
    for reward_id in sorted(reward_ids):
        offer_freed(reward_id)
    return sale


def close_late_sale(project: Project) -> None:
    """Take no late pledges any more."""
    project = Project.locked(project.id)
    if not project.is_selling_late or project.late_sale is None:
        raise Frozen("This project takes no late pledges.")
    project.late_sale.closed_at = utcnow()
    audit("project.late_sale_closed", subject=project)


def _choose(project: Project, reward_ids: Collection[int]) -> None:
    chosen = set(reward_ids)
    if not chosen <= {reward.id for reward in project.rewards}:
        raise Invalid("reward_ids", "Choose some of this project's rewards.")
    if not any(reward.id in chosen and not reward.is_add_on for reward in project.rewards):
        raise Invalid("reward_ids", "Choose at least one reward that is no add-on.")
    for reward in project.rewards:
        reward.is_sold_late = reward.id in chosen
