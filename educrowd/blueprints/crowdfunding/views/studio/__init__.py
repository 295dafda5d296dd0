"""The project builder, its way to the public, who backs it, and the books."""

from . import cancellations, ledger, pledges, projects, recovery, reviews, rewards, suspensions, updates

__all__ = ["cancellations", "ledger", "pledges", "projects", "recovery", "reviews", "rewards", "suspensions", "updates"]
