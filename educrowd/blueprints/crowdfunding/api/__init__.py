"""Projects, rewards and pledges as JSON."""

from . import (
    composing,
    deliveries,
    fees,
    figures,
    following,
    milestones,
    offering,
    payouts,
    pledges,
    projects,
    recoveries,
    refund_requests,
    refunds,
    rewards,
    stages,
    telling,
    updates,
)
from .blueprint import crowdfunding

__all__ = [
    "composing",
    "crowdfunding",
    "deliveries",
    "fees",
    "figures",
    "following",
    "milestones",
    "offering",
    "payouts",
    "pledges",
    "projects",
    "recoveries",
    "refund_requests",
    "refunds",
    "rewards",
    "stages",
    "telling",
    "updates",
]
