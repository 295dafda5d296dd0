"""What a site says about webmentions: its settings."""

from __future__ import annotations

from dataclasses import dataclass

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.audiences import EVERYONE
from educrowd.core.current import current

from ..models import Post

TAKEN = "blog_mentions_taken"
SENT = "blog_mentions_sent"
BLOCKED = "blog_mentions_blocked"
MOST_BLOCKED = 500


@dataclass(frozen=True, slots=True)
class Policy:
    """Whether mentions are taken and sent, and hosts from which none are taken."""

    takes: bool
    sends: bool
    blocked_hosts: list[str]


def policy() -> Policy:
    said = current.tenant.settings
    hosts = said.get(BLOCKED)
    return Policy(said.get(TAKEN) is not False, said.get(SENT) is not False, hosts if isinstance(hosts, list) else [])


def are_taken() -> bool:
    return policy().takes


def are_sent() -> bool:
    """Whether posts tell of their links; a site that is suspended or not paid for says nothing."""
    return current.tenant.status == "active" and policy().sends


def is_blocked(host: str) -> bool:
    """Whether the host, or one that it lies under, is on the list."""
    return any(host == blocked or host.endswith(f".{blocked}") for blocked in policy().blocked_hosts)


def is_for_everyone(post: Post) -> bool:
    return post.is_published and post.audience == EVERYONE


def takes_mentions(post: Post) -> bool:
    """Below a post that is closed to comments nobody else writes either."""
    return are_taken() and is_for_everyone(post) and post.comment_policy != "off"


def set_policy(wanted: Policy) -> None:
    """Change what differs."""
    before = policy()
    for name, key, called in (
        ("takes", TAKEN, "whether webmentions are taken"),
        ("sends", SENT, "whether webmentions are sent"),
        ("blocked_hosts", BLOCKED, "blocked hosts of webmentions"),
    ):
        if getattr(wanted, name) != getattr(before, name):
            set_setting(key, getattr(wanted, name), called=called)
