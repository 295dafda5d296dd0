"""Projects, rewards and pledges as JSON."""

from . import pledges, projects, rewards
from .blueprint import crowdfunding

__all__ = ["crowdfunding", "pledges", "projects", "rewards"]
