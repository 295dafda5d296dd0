"""The project builder, its way to the public, who backs it, and the books."""

from . import (
    cancellations,
    deliveries,
    figures,
    getting_paid,
    ledger,
    milestones,
    offering,
    payouts,
    pledges,
    projects,
    recovery,
    reviews,
    rewards,
    suspensions,
    telling,
    updates,
)

__all__ = [
    "cancellations",
    "deliveries",
    "figures",
    "getting_paid",
    "ledger",
    "milestones",
    "offering",
    "payouts",
    "pledges",
    "projects",
    "recovery",
    "reviews",
    "rewards",
    "suspensions",
    "telling",
    "updates",
]
