"""Projects, rewards and pledges as JSON."""

from . import pledges, projects, recoveries, rewards, stages, updates
from .blueprint import crowdfunding

__all__ = ["crowdfunding", "pledges", "projects", "recoveries", "rewards", "stages", "updates"]
