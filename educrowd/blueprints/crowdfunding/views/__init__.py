"""Pages: what visitors and backers see, and the studio's project builder."""

from . import (
    comments,
    following,
    gifts,
    matches,
    messages,
    my_pledge,
    pledge_comments,
    pledges,
    projects,
    recovery,
    refund_requests,
    rewards,
    studio,
    surveys,
    team_invitations,
    waitlist,
    widget,
)
from .blueprint import bp

__all__ = [
    "bp",
    "comments",
    "following",
    "gifts",
    "matches",
    "messages",
    "my_pledge",
    "pledge_comments",
    "pledges",
    "projects",
    "recovery",
    "refund_requests",
    "rewards",
    "studio",
    "surveys",
    "team_invitations",
    "waitlist",
    "widget",
]
