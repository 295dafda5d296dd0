"""What this module offers to shared pages."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import func, select

from educrowd.core import audiences, letter_topics
from educrowd.core.allowances import counts
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.registry import Link, account_menu

from . import roles
from .entering.signing_in import is_open
from .models import Membership


@account_menu.offer(order=10)
def my_sites() -> Link | None:
    """On the platform, where a person has nothing else."""
    return None if current.tenant else Link("My sites", url_for("auth.sites"), "globe")


@account_menu.offer(order=13)
def letters() -> Link | None:
    return Link("Letters", url_for("auth.letters"), icon="mail") if current.tenant else None


@account_menu.offer(order=90)
def account() -> Link:
    return Link("Account", url_for("auth.account"), "person")


letter_topics.offer(
    "Always",
    letter_topics.Topic(
        "auth:security",
        "Your account",
        "Log-ins from new devices, and changes of your password or address.",
        is_optional=False,
    ),
    letter_topics.Topic(
        "auth:receipts",
        "Receipts and what is yours",
        "Payments, certificates, and whatever concerns your own pledges and courses.",
        is_optional=False,
    ),
    order=90,
)
audiences.offer(
    "members",
    title="Members",
    has_subjects=False,
    choices=lambda user: [(0, "Members of this site")],
    named=lambda _: "members of this site",
    people=lambda _: select(Membership.user_id).where(Membership.is_current()),
    way_in=lambda _: audiences.WayIn("Join", "/register") if is_open() else None,
)


@counts("members")
def members_here() -> int:
    """People with a role, or asked to take one; who only backs projects is a guest."""
    here = Membership.is_given(), Membership.role != roles.BACKER
    return db.session.scalar(select(func.count(Membership.user_id.distinct())).where(*here)) or 0
