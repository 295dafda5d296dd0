"""What a membership cannot have: an end that is known before, and a rule for what is collected by then."""

from __future__ import annotations

from typing import Any

from educrowd.core.errors import Invalid

from ..models import Milestone, Project

TERMS = ("kind", "deadline", "collected_percent")


def require_no_end(project: Project) -> None:
    """Refuse to make a membership of what has terms for its end."""
    if Milestone.of(project):
        raise Invalid("kind", "Each month of a membership is the creator's at once: remove the milestones first.")
    if any(match.state in ("invited", "active") for match in project.matches):
        raise Invalid("kind", "A membership has no end at which a sponsor could be charged: this project has sponsors.")


def check_terms(kind: str = "", deadline: Any = None, collected_percent: Any = None, **_: Any) -> None:
    """Refuse terms that do not go with the kind of a project."""
    if kind != "recurring":
        return
    if deadline is not None:
        raise Invalid("deadline", "A membership runs until you stop it: leave this empty.")
    if collected_percent is not None:
        raise Invalid("collected_percent", "A membership has no goal to be collected by a day: leave this empty.")
