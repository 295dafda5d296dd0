"""What a new site starts with: a draft that shows how a project is told."""

from __future__ import annotations

from typing import Any

from educrowd.core import registry
from educrowd.core.current import current

from ..launching.creating import add_reward, create_project

STORY = """\
Tell people what you will make, for whom, and why you are the one to make it. Backers read the first lines and
look at the rewards, so begin with what they will be able to do when it exists.

## What the money is for

Name the three largest parts. People trust a plan they can follow.

## When

Say what happens in the week after the deadline, and when the first thing is in a backer's hands.
"""
RISKS = "Say what could delay it, and what you would do then. Nobody expects a plan without risks."


@registry.samples.offer(order=30)
def sample_project(owner: Any) -> None:
    """A draft that can be edited, launched or thrown away."""
    currency = current.tenant.currency
    project = create_project(
        creator=owner,
        title="Our first project",
        goal_amount=1_000_00,
        currency=currency,
        summary="A draft that shows how a project is told: change it, or throw it away.",
        story=STORY,
        risks=RISKS,
    )
    add_reward(project, title="Thank-you card", amount=10_00, description="Your name on our wall of backers.")
    add_reward(
        project, title="A seat in the course", amount=40_00, quantity=30, description="Be among the first thirty."
    )
