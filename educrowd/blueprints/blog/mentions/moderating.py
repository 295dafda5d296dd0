"""What moderators do with webmentions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Select, delete, or_

from educrowd.core.comments import keeping
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.jobs import job

from ..models import Mention
from .policy import MOST_BLOCKED, Policy, policy, set_policy

VIEWS = {"waiting": "held", "published": "published", "hidden": "hidden", "deleted": "deleted"}


def in_view(user: Any, view: str) -> Select[Mention]:
    """Those of one of VIEWS; of what waits that which has waited longest is on top."""
    listed = Mention.moderated(user).where(Mention.status == VIEWS[view])
    return listed.order_by(Mention.id if view == "waiting" else Mention.id.desc())


def count_waiting(user: Any) -> int:
    mine = Mention.moderated(user).with_only_columns(Mention.id)
    return Mention.count(Mention.id.in_(mine), Mention.status == "held")


def moderate(mention: Mention, verb: str, *, by: Any) -> None:
    """Do one of `VERBS`."""
    keeping.moderate(mention, verb, subject=mention.post, by=by, called="mention")


def change_policy(*, takes: bool, sends: bool, hosts: list[str] | None = None) -> None:
    """Without hosts these stay; what newly blocked ones, and those that lie under them, have sent is gone."""
    before = policy().blocked_hosts
    hosts = before if hosts is None else hosts
    set_policy(Policy(takes, sends, hosts))
    _drop_from([host for host in hosts if host not in before])


def block(host: str) -> None:
    """Take nothing from this host any more, nor from those that lie under it; what came from there is gone."""
    known = policy()
    if host not in known.blocked_hosts:
        if len(known.blocked_hosts) >= MOST_BLOCKED:
            raise Refused(f"{MOST_BLOCKED} hosts are blocked already.")
        set_policy(replace(known, blocked_hosts=[*known.blocked_hosts, host]))
    _drop_from([host])


def _drop_from(hosts: list[str]) -> None:
    if hosts:
        below = (Mention.source_host.endswith(f".{host}", autoescape=True) for host in hosts)
        db.session.execute(delete(Mention).where(or_(Mention.source_host.in_(hosts), *below)))


@job(queue="bulk")
def forget_deleted_mentions() -> None:
    """What was thrown away a month ago is gone for good."""
    is_old = Mention.updated_at < utcnow() - keeping.KEEP_DELETED
    db.session.execute(delete(Mention).where(Mention.status == "deleted", is_old))
