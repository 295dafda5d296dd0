"""What this module offers to shared pages."""

from __future__ import annotations

from flask import url_for

from educrowd.core.current import current
from educrowd.core.registry import Link, account_menu


@account_menu.offer(order=10)
def my_sites() -> Link | None:
    """On the platform, where a person has nothing else."""
    return None if current.tenant else Link("My sites", url_for("auth.sites"), "globe")


@account_menu.offer(order=90)
def account() -> Link:
    return Link("Account", url_for("auth.account"), "person")
