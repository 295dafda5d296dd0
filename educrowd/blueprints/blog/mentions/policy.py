"""What a site says about webmentions: its settings."""

from __future__ import annotations

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.audiences import EVERYONE
from educrowd.core.current import current

from ..models import Post

TAKEN = "blog_mentions_taken"
SENT = "blog_mentions_sent"
BLOCKED = "blog_mentions_blocked"
MOST_BLOCKED = 500


def are_taken() -> bool:
    return current.tenant.settings.get(TAKEN) is not False


def are_sent() -> bool:
    """Whether posts tell of their links; a site that is suspended or not paid for says nothing."""
    return current.tenant.status == "active" and current.tenant.settings.get(SENT) is not False


def blocked_hosts() -> list[str]:
    hosts = current.tenant.settings.get(BLOCKED)
    return hosts if isinstance(hosts, list) else []


def is_blocked(host: str) -> bool:
    """Whether the host, or one that it lies under, is on the list."""
    return any(host == blocked or host.endswith(f".{blocked}") for blocked in blocked_hosts())


def is_for_everyone(post: Post) -> bool:
    return post.is_published and post.audience == EVERYONE


def takes_mentions(post: Post) -> bool:
    """Below a post that is closed to comments nobody else writes either."""
    return are_taken() and is_for_everyone(post) and post.comment_policy != "off"


def set_policy(*, takes: bool, sends: bool, hosts: list[str]) -> None:
    """Change what differs."""
    for name, value, before, called in (
        (TAKEN, takes, are_taken(), "whether webmentions are taken"),
        (SENT, sends, current.tenant.settings.get(SENT) is not False, "whether webmentions are sent"),
        (BLOCKED, hosts, blocked_hosts(), "blocked hosts of webmentions"),
    ):
        if value != before:
            set_setting(name, value, called=called)


def policy() -> dict[str, object]:
    sends = current.tenant.settings.get(SENT) is not False
    return {"takes": are_taken(), "sends": sends, "blocked_hosts": blocked_hosts()}
