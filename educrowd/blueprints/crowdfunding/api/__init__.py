"""Projects, rewards and pledges as JSON."""

from . import composing, pledges, projects, recoveries, rewards, stages, updates
from .blueprint import crowdfunding

__all__ = ["composing", "crowdfunding", "pledges", "projects", "recoveries", "rewards", "stages", "updates"]
