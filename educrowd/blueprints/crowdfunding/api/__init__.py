"""Projects, rewards and pledges as JSON."""

from . import composing, payouts, pledges, projects, recoveries, rewards, stages, telling, updates
from .blueprint import crowdfunding

__all__ = [
    "composing",
    "crowdfunding",
    "payouts",
    "pledges",
    "projects",
    "recoveries",
    "rewards",
    "stages",
    "telling",
    "updates",
]
