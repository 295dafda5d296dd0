"""The project builder, who backs it, and the books."""

from . import ledger, pledges, projects, recovery, rewards

__all__ = ["ledger", "pledges", "projects", "recovery", "rewards"]
