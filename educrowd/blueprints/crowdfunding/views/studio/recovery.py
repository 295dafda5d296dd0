"""Whose card failed, and what happens next, for those who run the project."""

from __future__ import annotations

from typing import Any

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.pages import paginate, render

from ...finding import fulfilled_project
from ...queries import at_risk_in
from ..blueprint import bp

HEADING = (
    "backer", "email", "reward", "amount", "currency", "state", "reason", "tries", "next_try_at", "ends_at",
)  # fmt: skip


@bp.get("/studio/projects/<int:project_id>/recovery")
@needs("projects.work")
def at_risk(project_id: int):
    project = fulfilled_project(project_id)
    page = paginate(at_risk_in(project), per_page=50)
    return render("crowdfunding/studio/recovery/index.html", project=project, page=page)


@bp.get("/studio/projects/<int:project_id>/recovery.csv")
@needs("projects.work")
def at_risk_csv(project_id: int):
    project = fulfilled_project(project_id)
    return csv_file(f"{project.slug}-at-risk.csv", HEADING, at_risk_in(project), _row)


def _row(pledge: Any) -> tuple:
    payment, recovery = pledge.payment, pledge.recovery
    reward = pledge.reward.title if pledge.reward else ""
    trouble = (payment.failure_message, payment.attempt, payment.next_try_at, recovery.ends_at)
    return (pledge.name, pledge.user.email, reward, pledge.amount, pledge.currency, pledge.state, *trouble)
