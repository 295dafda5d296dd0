"""Pages: what visitors and backers see, and the studio's project builder."""

from . import following, my_pledge, pledges, projects, recovery, refund_requests, rewards, studio, widget
from .blueprint import bp

__all__ = [
    "bp",
    "following",
    "my_pledge",
    "pledges",
    "projects",
    "recovery",
    "refund_requests",
    "rewards",
    "studio",
    "widget",
]
